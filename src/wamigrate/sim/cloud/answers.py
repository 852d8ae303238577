"""Answers of Graph: bodies as PHP writes them, and the headers that every one carries."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from wamigrate.core.payload import JsonObject
from wamigrate.sim import ids, php
from wamigrate.sim.cloud.call import Call
from wamigrate.sim.cloud.errors import GraphError
from wamigrate.sim.cloud.state import CloudMedia, Waba
from wamigrate.sim.http import Request, Response

__all__ = ["answered", "preflight", "refused", "waba_of"]

ALWAYS = [
    (b"content-type", b"application/json; charset=UTF-8"),
    (b"vary", b"Accept-Encoding, Origin"),
    (b"pragma", b"no-cache"),
    (b"expires", b"Sat, 01 Jan 2000 00:00:00 GMT"),
    (b"access-control-allow-origin", b"*"),
    (b"strict-transport-security", b"max-age=15552000; preload"),
    (b"x-fb-rev", b"1000000000"),
    (b"x-fb-debug", b"c2ltdWxhdGVk" * 7 + b"c2lt"),
]
CACHE = (b"cache-control", b"private, no-cache, no-store, must-revalidate")
NO_STORE = (b"cache-control", b"no-store")
APP_USAGE = (b"x-app-usage", b'{"call_count":0,"total_cputime":0,"total_time":0}')
USUAL_BUDGET = 5000
# What must not stand in a header: a message can quote anything that a client sent.
UNSPEAKABLE = re.compile(r"[^ -~]")


def answered(answer: JsonObject, request: Request, served: int, asked: int, call: Call | None) -> Response:
    """200, or 304 where the client has this very answer already."""
    body = php.encode(answer)
    headers = _headers(CACHE, ids.trace_id().encode(), served, asked)
    if call is not None:
        headers.extend(call.headers)
    headers.append(_usage(call) if call is not None else APP_USAGE)
    if request.method in ("GET", "HEAD"):
        etag = b'"' + hashlib.sha1(body, usedforsecurity=False).hexdigest().encode() + b'"'
        headers.append((b"etag", etag))
        if request.headers.get("if-none-match", "").encode() == etag:
            return Response(304, b"", headers)
    return Response(200, body, headers)


def preflight(request: Request) -> Response:
    """What a browser asks before it lets a page call."""
    asked = request.headers.get("access-control-request-headers", "authorization, content-type")
    headers = [*ALWAYS, (b"access-control-allow-methods", b"GET, POST, DELETE, OPTIONS")]
    return Response(200, b"", [*headers, (b"access-control-allow-headers", asked.encode("latin-1"))])


def refused(error: GraphError, served: int, asked: int, call: Call | None) -> Response:
    """The error's status and envelope; its trace id is that of the headers."""
    trace = ids.trace_id()
    said = UNSPEAKABLE.sub("?", error.message).replace('"', "'")
    third = "invalid_token" if error.code == 190 else "invalid_request"
    headers = _headers(NO_STORE, trace.encode(), served, asked)
    headers.append((b"www-authenticate", f'OAuth "Facebook Platform" "{third}" "{said}"'.encode()))
    headers.append((b"proxy-status", b"http_request_error"))
    headers.append(_usage(call) if call is not None else APP_USAGE)
    return Response(error.status, php.encode(error.envelope(trace)), headers)


def _headers(cache: tuple[bytes, bytes], trace: bytes, served: int, asked: int) -> list[tuple[bytes, bytes]]:
    headers = [*ALWAYS, cache, (b"x-fb-request-id", trace), (b"x-fb-trace-id", trace[:11])]
    headers.append((b"facebook-api-version", b"v%d.0" % served))
    if asked and asked < served:
        text = f"The call has been auto-upgraded to v{served}.0 as v{asked}.0 has been deprecated."
        headers.append((b"x-ad-api-version-warning", text.encode()))
    return headers


def waba_of(call: Call) -> Waba | None:
    """The WABA that a call resolves to, whose budget it uses."""
    node: Any = call.node
    if isinstance(node, Waba):
        return node
    if isinstance(node, CloudMedia):
        node = call.world.nodes.get(node.number_id)
    found = getattr(node, "waba", None)
    return found if isinstance(found, Waba) else None


def _usage(call: Call) -> tuple[bytes, bytes]:
    waba = waba_of(call)
    if waba is None:
        return APP_USAGE
    share = min(100, len(waba.calls) * 100 // (call.world.options.graph_budget or USUAL_BUDGET))
    value = (
        f'{{"{waba.id}":[{{"type":"{call.usage}","call_count":{share},"total_cputime":1,"total_time":1,'
        '"estimated_time_to_regain_access":0}]}'
    )
    return (b"x-business-use-case-usage", value.encode())
