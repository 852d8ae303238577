"""The On-Premises API of one deployment: one method for each call that a migration makes.

Meta's reference: https://developers.facebook.com/docs/whatsapp/on-premises/reference
"""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Awaitable, Callable
from typing import TypeVar
from urllib.parse import quote

from wamigrate.clients.calls import (
    MEDIA_LIMIT,
    Caller,
    OnCall,
    Unreadable,
    decode,
    doubtful,
    encode,
    ignore_call,
    integer,
    plain,
)
from wamigrate.clients.onprem_answers import Node, bare_refusal, metric, nodes, refusal
from wamigrate.clients.transport import Answer, Request, Transport, base_url
from wamigrate.core.clock import Clock
from wamigrate.core.payload import Json, JsonObject, dig
from wamigrate.core.secret import Secret
from wamigrate.errors import OnPremError

__all__ = ["Node", "OnPremClient", "metric"]

T = TypeVar("T")
LARGEST_MEDIA = 110_000_000  # documents may have 100 MB


class OnPremClient:
    """Logs in when first needed, once more on a 401, and then gives up."""

    def __init__(
        self,
        transport: Transport,
        *,
        url: str,
        username: str,
        password: Secret,
        clock: Clock,
        call_limit: float = 30.0,
        on_call: OnCall = ignore_call,
    ) -> None:
        self._url = base_url(url, key="onprem.url").removesuffix("/v1")
        self._username = username
        self._password = password
        self._call_limit = call_limit
        self._caller = Caller(transport, api="onprem", clock=clock, on_call=on_call)
        self._token: Secret | None = None
        self._login = asyncio.Lock()
        self.version: str | None = None

    async def login(self) -> None:
        """Logs in anew, whatever was known before."""
        async with self._login:
            await self._log_in()

    async def application_settings(self) -> JsonObject:
        document = await self._call("GET", "settings/application")
        return self._part(document, "settings", "application")

    async def update_application_settings(self, patch: JsonObject) -> None:
        """Merges `patch` into the settings; what it does not name stays."""
        await self._call("PATCH", "settings/application", patch)

    async def media_providers(self) -> list[JsonObject]:
        """Names and credentials for the hosts behind media links."""
        document = await self._call("GET", "settings/application/media/providers")
        found = dig(document, "settings", "application", "media", "providers")
        return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []

    async def health(self) -> list[Node]:
        document = await self._call("GET", "health")
        return list(nodes(self._part(document, "health")))

    async def stats(self) -> JsonObject:
        """The application's metrics by name; see `metric`."""
        return self._part(await self._call("GET", "stats/app"), "stats", "app")

    async def support(self) -> JsonObject:
        return self._part(await self._call("GET", "support"), "support")

    async def shards(self) -> int:
        account = self._part(await self._call("GET", "account/shards"), "account")
        shards = integer(account.get("shards"))
        if shards is None:
            raise self._unexpected("account.shards")
        return shards

    async def backup(self, password: Secret) -> Secret:
        """The backup metadata, encrypted by Meta's client under `password`. Taking it changes nothing."""
        document = await self._call(
            "POST", "settings/backup", {"password": password.reveal()}, hidden=(password,), changes=False
        )
        data = dig(document, "settings", "data")
        if not isinstance(data, str) or not data or any(c.isspace() for c in data):
            raise self._unexpected("settings.data")
        return Secret(data)

    async def delete_two_step(self) -> None:
        """Switches two-step verification off. The admin may do so without knowing the PIN."""
        await self._call("DELETE", "settings/account/two-step")

    async def set_two_step(self, pin: Secret) -> None:
        await self._call("POST", "settings/account/two-step", {"pin": pin.reveal()}, hidden=(pin,))

    async def business_profile(self) -> JsonObject:
        document = await self._call("GET", "settings/business/profile")
        profile = dig(document, "settings", "business", "profile")
        return profile if isinstance(profile, dict) else {}

    async def about(self) -> str | None:
        document = await self._call("GET", "settings/profile/about")
        text = dig(document, "settings", "profile", "about", "text")
        return text if isinstance(text, str) else None

    async def send_message(self, message: JsonObject) -> str:
        """Sends one message as it is and returns its id."""
        sent = dig(await self._call("POST", "messages", message), "messages", 0, "id")
        if not isinstance(sent, str) or not sent:
            raise doubtful("On-Premises", 200)
        return sent

    async def mark_as_read(self, message_id: str) -> None:
        await self._call("PUT", f"messages/{quote(message_id, safe='')}", {"status": "read"})

    async def download_media(self, media_id: str, write: Callable[[bytes], None]) -> Answer:
        """Hands the file to `write` in pieces; its type stands in the answer's headers."""

        def read(answer: Answer) -> Answer:
            if not 200 <= answer.status < 300:
                self._read(answer, changes=False, hidden=())
            return answer

        async def fetch(token: Secret) -> Answer:
            path = f"media/{quote(media_id, safe='')}"
            request = self._request("GET", path, f"Bearer {token.reveal()}", None, limit=MEDIA_LIMIT)
            return await self._caller.exchange(request, read, write=write)

        return await self._authorised(fetch)

    async def close(self) -> None:
        await self._caller.transport.close()

    async def _call(
        self,
        method: str,
        path: str,
        body: JsonObject | None = None,
        *,
        hidden: tuple[Secret, ...] = (),
        changes: bool | None = None,
    ) -> JsonObject:
        """`changes` tells whether an answer that cannot be read leaves something in doubt."""
        doubtful = method != "GET" if changes is None else changes

        async def send(token: Secret) -> JsonObject:
            request = self._request(method, path, f"Bearer {token.reveal()}", body)
            return await self._caller.exchange(
                request, lambda answer: self._read(answer, changes=doubtful, hidden=(token, *hidden))
            )

        return await self._authorised(send)

    async def _authorised(self, send: Callable[[Secret], Awaitable[T]]) -> T:
        used = await self._valid_token(stale=None)
        try:
            return await send(used)
        except OnPremError as error:
            if error.status != 401:
                raise
        return await send(await self._valid_token(stale=used))

    async def _valid_token(self, *, stale: Secret | None) -> Secret:
        async with self._login:
            if self._token is None or self._token == stale:
                return await self._log_in()
            return self._token

    async def _log_in(self) -> Secret:
        self._token = None
        pair = f"{self._username}:{self._password.reveal()}"
        basic = Secret(base64.b64encode(pair.encode()).decode())
        request = self._request("POST", "users/login", f"Basic {basic.reveal()}", {})
        self._token = await self._caller.exchange(request, lambda answer: self._read_token(answer, basic))
        return self._token

    def _request(
        self, method: str, path: str, authorization: str, body: JsonObject | None, limit: float | None = None
    ) -> Request:
        headers = {"Accept": "*/*", "Authorization": authorization}
        if body is not None:
            headers["Content-Type"] = "application/json"
        return Request(
            method,
            f"{self._url}/v1/{path}",
            headers,
            encode(body) if body is not None else None,
            limit=self._call_limit if limit is None else max(limit, self._call_limit),
            max_bytes=4_000_000 if limit is None else LARGEST_MEDIA,
        )

    def _read_token(self, answer: Answer, basic: Secret) -> Secret:
        document = self._read(answer, changes=False, hidden=(basic,))
        token = dig(document, "users", 0, "token")
        if not isinstance(token, str) or not token or not token.isascii() or not token.isprintable():
            raise self._unexpected("users[0].token", status=answer.status)
        return Secret(token)

    def _read(self, answer: Answer, *, changes: bool, hidden: tuple[Secret, ...]) -> JsonObject:
        """The answer's document, {} where it is empty, which means success too."""
        try:
            document = decode(answer.body)
            readable = document is None or isinstance(document, dict)
        except Unreadable:
            document, readable = None, False
        self._remember_version(document)
        errors = dig(document, "errors")
        if isinstance(errors, list) and errors:
            raise refusal(answer.status, errors[0], (self._password, *hidden))
        if 200 <= answer.status < 300 and readable:
            return document or {}
        if changes and (200 <= answer.status < 300 or answer.status >= 500):
            raise doubtful("On-Premises", answer.status)
        raise bare_refusal(answer.status)

    def _remember_version(self, document: Json) -> None:
        version = plain(dig(document, "meta", "version"), ())
        self.version = version or self.version

    def _part(self, document: JsonObject, *path: str) -> JsonObject:
        part = dig(document, *path)
        if not isinstance(part, dict):
            raise self._unexpected(".".join(path))
        return part

    def _unexpected(self, missing: str, *, status: int = 200) -> OnPremError:
        return OnPremError(
            f"The On-Premises API's answer has no usable {missing}.",
            status=status,
            hint="Check that onprem.url is the deployment's own address.",
        )
