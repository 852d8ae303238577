"""Cloud API and the Business Management API: one method for each call that a migration makes.

Meta's reference: https://developers.facebook.com/docs/whatsapp/cloud-api/reference
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote

from wamigrate.clients.calls import MEDIA_LIMIT, Caller, OnCall, Unreadable, encode, ignore_call, sendable
from wamigrate.clients.graph import Ask, Graph, part, read_object, read_success, unexpected
from wamigrate.clients.transport import Transport, base_url
from wamigrate.core.clock import Clock
from wamigrate.core.payload import Json, JsonObject, dig
from wamigrate.core.secret import Secret
from wamigrate.errors import ConfigError

__all__ = ["Backup", "CloudClient"]

PROFILE_FIELDS = "about,address,description,email,profile_picture_url,websites,vertical"


@dataclass(frozen=True, slots=True)
class Backup:
    """The On-Premises backup metadata and the password that it was taken with."""

    data: Secret
    password: Secret


class CloudClient:
    """Every call carries the token in a header, never in the address, and names the version."""

    def __init__(
        self,
        transport: Transport,
        *,
        url: str,
        version: str,
        token: Secret,
        app_id: str | None,
        app_secret: Secret | None,
        clock: Clock,
        call_limit: float = 30.0,
        register_limit: float = 60.0,
        on_call: OnCall = ignore_call,
    ) -> None:
        self._token = sendable(token, "token")
        self._app_id = app_id
        self._app_secret = sendable(app_secret, "graph.app_secret") if app_secret else None
        self._call_limit = call_limit
        self._register_limit = register_limit
        self._transport = transport
        self._graph = Graph(
            Caller(transport, api="graph", clock=clock, on_call=on_call),
            base=f"{base_url(url, key='graph.url')}/{version}",
            token=self._token,
            app_secret=self._app_secret,
            call_limit=call_limit,
        )

    @property
    def usage(self) -> JsonObject:
        """The last X-Business-Use-Case-Usage header: percentages by WABA; {} before there was one."""
        return self._graph.usage

    @property
    def effective_version(self) -> str | None:
        """The version that Meta last answered with: a newer one once ours is too old."""
        return self._graph.effective_version

    async def debug_token(self) -> JsonObject:
        """What Meta knows of the token. The app asks where its secret is known, else the token itself."""
        query = {"input_token": self._token.reveal()}
        document = await self._graph.ask(
            Ask("GET", "debug_token", query, bearer=self._app_token()), read_object
        )
        data = dig(document, "data")
        if not isinstance(data, dict):
            raise unexpected("data")
        return data

    async def app(self, fields: str) -> JsonObject:
        bearer = self._need_app_token()
        return await self._graph.get(part(self._app_id or ""), fields=fields, bearer=bearer)

    async def app_subscriptions(self) -> list[JsonObject]:
        """The webhook subscriptions of the app itself."""
        bearer = self._need_app_token()
        return await self._graph.collect(f"{part(self._app_id or '')}/subscriptions", bearer=bearer)

    async def phone_number(self, phone_number_id: str, fields: str) -> JsonObject:
        return await self._graph.get(part(phone_number_id), fields=fields)

    async def phone_numbers(self, waba_id: str, fields: str) -> list[JsonObject]:
        return await self._graph.collect(f"{part(waba_id)}/phone_numbers", fields=fields)

    async def waba(self, waba_id: str, fields: str) -> JsonObject:
        return await self._graph.get(part(waba_id), fields=fields)

    async def message_templates(self, waba_id: str, fields: str) -> list[JsonObject]:
        return await self._graph.collect(f"{part(waba_id)}/message_templates", fields=fields)

    async def business_profile(self, phone_number_id: str) -> JsonObject:
        path = f"{part(phone_number_id)}/whatsapp_business_profile"
        profile = dig(await self._graph.get(path, fields=PROFILE_FIELDS), "data", 0)
        return profile if isinstance(profile, dict) else {}

    async def change_profile(self, phone_number_id: str, changes: JsonObject) -> None:
        """Changes these fields of the business profile and leaves the others."""
        body = {"messaging_product": "whatsapp", **changes}
        await self._graph.do(f"{part(phone_number_id)}/whatsapp_business_profile", body)

    async def compliance_info(self, phone_number_id: str) -> JsonObject:
        """What Indian law wants to be shown of a business."""
        found = dig(await self._graph.get(f"{part(phone_number_id)}/business_compliance_info"), "data", 0)
        return found if isinstance(found, dict) else {}

    async def change_compliance_info(self, phone_number_id: str, info: JsonObject) -> None:
        """All of it, in place of what was there."""
        body = {"messaging_product": "whatsapp", **info}
        await self._graph.do(f"{part(phone_number_id)}/business_compliance_info", body)

    async def change_picture(self, phone_number_id: str, content: bytes, mime_type: str) -> None:
        """Uploads a picture and makes it the profile's."""
        name = f"photo.{mime_type.rpartition('/')[2]}"
        query = {"file_name": name, "file_length": str(len(content)), "file_type": mime_type}
        app = part(self._app_id or "")
        if not app:
            raise ConfigError("A picture is uploaded to the app.", hint="Give graph.app_id.")
        session = await self._graph.ask(
            Ask("POST", f"{app}/uploads", query), lambda document: _text(dig(document, "id"))
        )
        path, _, signature = session.partition("?")
        upload = Ask(
            "POST",
            quote(path, safe=":"),
            dict(parse_qsl(signature)),
            body=content,
            content_type=mime_type,
            scheme="OAuth",
            headers={"file_offset": "0"},
        )
        handle = await self._graph.ask(upload, lambda document: _text(dig(document, "h")))
        await self.change_profile(phone_number_id, {"profile_picture_handle": handle})

    async def subscribed_apps(self, waba_id: str) -> list[JsonObject]:
        return await self._graph.collect(f"{part(waba_id)}/subscribed_apps")

    async def subscribe_app(
        self, waba_id: str, *, override_callback_uri: str | None, verify_token: Secret | None
    ) -> None:
        """Subscribes the token's app. Without an override, one that is there is cleared."""
        body: JsonObject = {}
        if override_callback_uri is not None:
            body["override_callback_uri"] = override_callback_uri
            body["verify_token"] = verify_token.reveal() if verify_token else ""
        hidden = (verify_token,) if verify_token else ()
        await self._graph.do(f"{part(waba_id)}/subscribed_apps", body, hidden)

    async def register(self, phone_number_id: str, *, pin: Secret, backup: Backup | None) -> bool:
        """Moves the number here. It cannot be undone, and is never repeated by us.

        True and False are Meta's own plain yes and no, CloudError is its error; whatever else comes back
        is MaybeSent.
        """
        body: JsonObject = {"messaging_product": "whatsapp", "pin": pin.reveal()}
        hidden: tuple[Secret, ...] = (pin,)
        if backup is not None:
            body["backup"] = {"data": backup.data.reveal(), "password": backup.password.reveal()}
            hidden = (pin, backup.data, backup.password)
        ask = Ask(
            "POST",
            f"{part(phone_number_id)}/register",
            body=encode(body),
            fresh=True,
            limit=self._register_limit,
            hidden=hidden,
        )
        return await self._graph.ask(ask, read_success)

    async def request_code(self, phone_number_id: str, *, code_method: str, language: str) -> None:
        body = {"code_method": code_method, "language": language}
        await self._graph.do(f"{part(phone_number_id)}/request_code", body)

    async def verify_code(self, phone_number_id: str, code: Secret) -> None:
        """The code as it came by SMS or call; its hyphen does not matter."""
        digits = Secret(re.sub(r"[\s-]", "", code.reveal()))
        body = {"code": digits.reveal()}
        await self._graph.do(f"{part(phone_number_id)}/verify_code", body, (code, digits))

    async def set_pin(self, phone_number_id: str, pin: Secret) -> None:
        """Sets the PIN of a number that is on Cloud API. The old one is not asked for."""
        await self._graph.do(part(phone_number_id), {"pin": pin.reveal()}, (pin,))

    async def settings(self, phone_number_id: str) -> JsonObject:
        return await self._graph.get(f"{part(phone_number_id)}/settings")

    async def set_identity_check(self, phone_number_id: str, wanted: bool) -> None:
        """Whether webhooks name customers' identity keys."""
        body: JsonObject = {"user_identity_change": {"enable_identity_key_check": wanted}}
        await self._graph.do(f"{part(phone_number_id)}/settings", body)

    async def analytics(
        self, waba_id: str, *, start: int, end: int, granularity: str, phone_numbers: list[str]
    ) -> list[JsonObject]:
        """The data points; slots without traffic are absent. Granularity is HALF_HOUR, DAY or MONTH."""
        fields = f"analytics.start({start}).end({end}).granularity({granularity})"
        if phone_numbers:
            fields += f".phone_numbers({encode(phone_numbers).decode()})"
        points = dig(await self._graph.get(part(waba_id), fields=fields), "analytics", "data_points")
        return [point for point in points or [] if isinstance(point, dict)]

    async def send_message(self, phone_number_id: str, message: JsonObject) -> str:
        """Sends one message and returns its id. Accepted is not delivered."""
        body = encode({"messaging_product": "whatsapp", **message})
        ask = Ask("POST", f"{part(phone_number_id)}/messages", body=body)
        return await self._graph.ask(ask, lambda document: _text(dig(document, "messages", 0, "id")))

    async def upload_media(self, phone_number_id: str, content: bytes, mime_type: str, filename: str) -> str:
        """Uploads a file and returns its id. Parameters of the type are left out: Meta refuses them."""
        bare = mime_type.split(";", 1)[0].strip()
        boundary = secrets.token_hex(16)
        ask = Ask(
            "POST",
            f"{part(phone_number_id)}/media",
            body=_multipart(boundary, content, bare, filename),
            content_type=f"multipart/form-data; boundary={boundary}",
            limit=max(MEDIA_LIMIT, self._call_limit),
        )
        return await self._graph.ask(ask, lambda document: _text(dig(document, "id")))

    async def close(self) -> None:
        await self._transport.close()

    def _app_token(self) -> Secret | None:
        if self._app_id is None or self._app_secret is None:
            return None
        return Secret(f"{self._app_id}|{self._app_secret.reveal()}")

    def _need_app_token(self) -> Secret:
        token = self._app_token()
        if token is None:
            raise ConfigError(
                "Only the app itself can ask this.", hint="Give graph.app_id and graph.app_secret."
            )
        return token


def _text(value: Json) -> str:
    if not isinstance(value, str) or not value:
        raise Unreadable
    return value


def _multipart(boundary: str, content: bytes, mime_type: str, filename: str) -> bytes:
    safe = re.sub(r'[\x00-\x1f"\\\x7f]', "_", filename) or "file"
    fields = {"messaging_product": "whatsapp", "type": mime_type}
    head = "".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    head += f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{safe}"\r\n'
    head += f"Content-Type: {mime_type}\r\n\r\n"
    return head.encode() + content + f"\r\n--{boundary}--\r\n".encode()
