"""How one Graph call is made and its answer read: credentials, paging, usage, and Meta's error envelope."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import quote, urlencode

from wamigrate.apis import ErrorCode
from wamigrate.apis.cloud import error_codes
from wamigrate.clients.calls import (
    TRANSIENT_STATUSES,
    Caller,
    Unreadable,
    decode,
    doubtful,
    encode,
    integer,
    plain,
)
from wamigrate.clients.transport import Answer, Request
from wamigrate.core.payload import Json, JsonObject, dig
from wamigrate.core.secret import Secret
from wamigrate.errors import CloudError

__all__ = ["Ask", "Graph", "appsecret_proof", "part", "read_object", "read_success", "refusal", "unexpected"]

T = TypeVar("T")
PAGE = 100
MOST_PAGES = 100
LARGEST_ANSWER = 16_000_000  # a page of a hundred templates with long components


@dataclass(frozen=True, slots=True, repr=False)
class Ask:
    """One call. `bearer` replaces the token; `hidden` are the secrets in it that Meta may quote."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    content_type: str = "application/json"
    bearer: Secret | None = None
    fresh: bool = False
    limit: float = 0.0
    hidden: tuple[Secret, ...] = ()
    scheme: str = "Bearer"
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def changes(self) -> bool:
        """Whether an answer that cannot be read leaves something in doubt."""
        return self.method != "GET"


class Graph:
    """Makes calls with one token. What it remembers of answers is what their headers say of all calls."""

    def __init__(
        self, caller: Caller, *, base: str, token: Secret, app_secret: Secret | None, call_limit: float
    ) -> None:
        self._caller = caller
        self._base = base
        self._token = token
        self._app_secret = app_secret
        self._call_limit = call_limit
        self.usage: JsonObject = {}
        self.effective_version: str | None = None

    async def get(self, path: str, *, fields: str = "", bearer: Secret | None = None) -> JsonObject:
        query = {"fields": fields} if fields else {}
        return await self.ask(Ask("GET", path, query, bearer=bearer), read_object)

    async def collect(self, path: str, *, fields: str = "", bearer: Secret | None = None) -> list[JsonObject]:
        """All items of an edge. Only the cursor is taken from an answer, never the next page's address."""
        query = {"limit": str(PAGE)} | ({"fields": fields} if fields else {})
        items: list[JsonObject] = []
        for _ in range(MOST_PAGES):
            page = await self.ask(Ask("GET", path, query, bearer=bearer), read_page)
            items += page["data"]
            after = dig(page, "paging", "cursors", "after")
            if not dig(page, "paging", "next") or not isinstance(after, str) or after == query.get("after"):
                return items
            query = query | {"after": after}
        raise unexpected(f"end: it still has pages after {MOST_PAGES} of them")

    async def do(self, path: str, body: JsonObject, hidden: tuple[Secret, ...] = ()) -> None:
        """A change that Meta confirms with `success`."""
        ask = Ask("POST", path, body=encode(body) if body else None, hidden=hidden)
        await self.ask(ask, read_done)

    async def ask(self, ask: Ask, read: Callable[[Json], T]) -> T:
        """`read` gets the JSON of a 2xx answer; it raises `Unreadable` where a change is left in doubt."""
        bearer = ask.bearer or self._token
        hidden = [*ask.hidden, bearer, self._token, *([self._app_secret] if self._app_secret else [])]
        request = self._request(ask, bearer)
        return await self._caller.exchange(
            request, lambda answer: self._read(answer, ask, read, hidden), fresh=ask.fresh
        )

    def _request(self, ask: Ask, bearer: Secret) -> Request:
        query = dict(ask.query)
        if self._app_secret is not None and ask.bearer is None:
            query["appsecret_proof"] = appsecret_proof(bearer, self._app_secret)
        headers = {"Accept": "application/json", "Authorization": f"{ask.scheme} {bearer.reveal()}"}
        headers |= ask.headers
        if ask.body is not None:
            headers["Content-Type"] = ask.content_type
        return Request(
            ask.method,
            f"{self._base}/{ask.path}" + (f"?{urlencode(query)}" if query else ""),
            headers,
            ask.body,
            limit=ask.limit or self._call_limit,
            max_bytes=LARGEST_ANSWER,
        )

    def _read(self, answer: Answer, ask: Ask, read: Callable[[Json], T], hidden: list[Secret]) -> T:
        self._remember(answer.headers)
        try:
            document = decode(answer.body)
            error = dig(document, "error")
            if isinstance(error, dict):
                raise refusal(answer, error, hidden)
            if 200 <= answer.status < 300:
                return read(document)
        except Unreadable:
            pass
        if ask.changes:
            raise doubtful("Graph", answer.status)
        raise _bare_refusal(answer.status)

    def _remember(self, headers: Mapping[str, str]) -> None:
        self.effective_version = plain(headers.get("facebook-api-version"), ()) or self.effective_version
        try:
            usage = decode(headers.get("x-business-use-case-usage", "").encode(errors="replace"))
        except Unreadable:
            return
        if isinstance(usage, dict):
            self.usage = usage


def appsecret_proof(token: Secret, app_secret: Secret) -> str:
    """Proves that whoever uses the token knows the app's secret too."""
    return hmac.new(app_secret.reveal().encode(), token.reveal().encode(), hashlib.sha256).hexdigest()


def part(value: str) -> str:
    """One segment of a path."""
    return quote(value, safe="")


def read_object(document: Json) -> JsonObject:
    if not isinstance(document, dict):
        raise Unreadable
    return document


def read_page(document: Json) -> JsonObject:
    items = dig(document, "data")
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise Unreadable
    return read_object(document)


def read_success(document: Json) -> bool:
    """`{"success": true}` and the spellings that were seen of it; Unreadable for anything else."""
    success = document.get("success") if isinstance(document, dict) else document
    if success is True or success == "true":
        return True
    if success is False or success == "false":
        return False
    raise Unreadable


def read_done(document: Json) -> None:
    if not read_success(document):
        raise CloudError("Graph API: the change was not made, and no reason is given.", status=200)


def unexpected(missing: str) -> CloudError:
    return CloudError(
        f"The Graph API's answer has no usable {missing}.",
        status=200,
        hint="Check graph.url and graph.version.",
    )


def refusal(answer: Answer, error: JsonObject, hidden: list[Secret]) -> CloudError:
    """Meta's error in its own words, with what is documented about its code."""
    code, subcode = integer(error.get("code")), integer(error.get("error_subcode"))
    known = error_codes.lookup(code, subcode)
    message = plain(error.get("message"), hidden) or (known.title if known else "the call is refused")
    message = message.removeprefix(f"(#{code}) ")
    details = _details(error, hidden)
    text = f"{message.rstrip('.')}: {details}" if details and details not in message else message
    ours = CloudError(
        f"Graph API: {text.rstrip('.')} (code {code}{f', subcode {subcode}' if subcode else ''}).",
        status=answer.status,
        code=code,
        subcode=subcode,
        details=details,
        transient=error.get("is_transient") is True or _transient(known, answer.status),
        hint=known.hint if known else None,
    )
    trace = error.get("fbtrace_id") or answer.headers.get("x-fb-request-id")
    ours.fbtrace_id = plain(trace, hidden)
    ours.words = message
    return ours


def _transient(known: ErrorCode | None, status: int) -> bool:
    return known.transient if known else status in TRANSIENT_STATUSES


def _details(error: JsonObject, hidden: list[Secret]) -> str | None:
    data = error.get("error_data")
    details = data.get("details") if isinstance(data, dict) else data
    return plain(details, hidden) or plain(error.get("error_user_msg"), hidden)


def _bare_refusal(status: int) -> CloudError:
    """An answer that Graph itself would not give."""
    redirect = 300 <= status < 400
    text = "redirects, which are not followed" if redirect else "no readable answer"
    return CloudError(
        f"Graph API: {text} (HTTP {status}).",
        status=status,
        transient=status in TRANSIENT_STATUSES,
        hint="Check graph.url; a proxy in between may have answered.",
    )
