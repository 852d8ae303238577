"""The bridge's own pages: whether it lives, whether it can take traffic, and what it counted."""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Callable

from wamigrate.bridge.http import AsgiApp, Receive, Reply, Scope, Send, header, send_reply
from wamigrate.bridge.metrics import CONTENT_TYPE, exposition
from wamigrate.bridge.passwords import bearer
from wamigrate.core.secret import Secret

__all__ = ["own_pages"]

TEXT = [(b"content-type", b"text/plain; charset=utf-8")]


def own_pages(*, ready: Callable[[], bool], metrics_token: Secret | None) -> dict[str, AsgiApp]:
    """By their paths. None of them names a customer or needs a number."""

    def live(_: Scope) -> Reply:
        return Reply(200, b"live\n", list(TEXT))

    def is_ready(_: Scope) -> Reply:
        return Reply(200, b"ready\n", list(TEXT)) if ready() else Reply(503, b"not ready\n", list(TEXT))

    def metrics(scope: Scope) -> Reply:
        if not _may_read(scope, metrics_token):
            return Reply(403)
        return Reply(200, exposition(), [(b"content-type", CONTENT_TYPE.encode())])

    return {
        "/bridge/live": _page(live),
        "/bridge/ready": _page(is_ready),
        "/bridge/metrics": _page(metrics),
    }


def _page(show: Callable[[Scope], Reply]) -> AsgiApp:
    async def page(scope: Scope, _: Receive, send: Send) -> None:
        reply = show(scope) if scope["method"] in ("GET", "HEAD") else Reply(405)
        await send_reply(reply, send)

    return page


def _may_read(scope: Scope, token: Secret | None) -> bool:
    if token is not None:
        given = bearer(header(scope, b"authorization")) or ""
        return hmac.compare_digest(given.encode(), token.reveal().encode())
    if header(scope, b"x-forwarded-for") or header(scope, b"forwarded"):
        return False  # a proxy on this machine speaks for somebody else
    client = scope.get("client")
    try:
        return client is not None and ipaddress.ip_address(client[0]).is_loopback
    except ValueError:
        return False
