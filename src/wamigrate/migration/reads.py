"""What checks may read, and each of it once per run.

Thirty checks look at the same dozen answers. A run asks for each once and remembers it, errors too, so
that one run shows one moment, costs a handful of calls, and a broken side is asked once, not ten times.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any, Protocol, TypeVar

from wamigrate.clients.onprem import Node
from wamigrate.config import Number, Settings
from wamigrate.core.clock import Clock
from wamigrate.core.payload import JsonObject, dig
from wamigrate.core.secret import Secret
from wamigrate.errors import CloudError, ConfigError, WamigrateError

__all__ = ["CloudReads", "OnPremAdmin", "OnPremReads", "Reads"]

T = TypeVar("T")

PHONE_FIELDS = (
    "id,display_phone_number,verified_name,status,platform_type,account_mode,quality_rating,"
    "code_verification_status,name_status,new_name_status,is_official_business_account,is_on_biz_app,"
    "is_pin_enabled,throughput,webhook_configuration"
)
WABA_FIELDS = "id,name,account_review_status,business_verification_status,ownership_type"
LIST_FIELDS = "id,display_phone_number,status,platform_type"
TOKEN_REFUSED = 190


class CloudReads(Protocol):
    """The reading half of the Cloud API client."""

    async def debug_token(self) -> JsonObject: ...
    async def app(self, fields: str, /) -> JsonObject: ...
    async def app_subscriptions(self) -> Sequence[JsonObject]: ...
    async def phone_number(self, phone_number_id: str, fields: str, /) -> JsonObject: ...
    async def phone_numbers(self, waba_id: str, fields: str, /) -> Sequence[JsonObject]: ...
    async def waba(self, waba_id: str, fields: str, /) -> JsonObject: ...
    async def message_templates(self, waba_id: str, fields: str, /) -> Sequence[JsonObject]: ...
    async def business_profile(self, phone_number_id: str, /) -> JsonObject: ...
    async def subscribed_apps(self, waba_id: str, /) -> Sequence[JsonObject]: ...
    async def settings(self, phone_number_id: str, /) -> JsonObject: ...
    async def analytics(
        self, waba_id: str, /, *, start: int, end: int, granularity: str, phone_numbers: list[str]
    ) -> Sequence[JsonObject]: ...
    @property
    def usage(self) -> JsonObject: ...


class OnPremReads(Protocol):
    """The reading half of the On-Premises client."""

    async def login(self) -> None: ...
    async def application_settings(self) -> JsonObject: ...
    async def health(self) -> Sequence[Node]: ...
    async def stats(self) -> JsonObject: ...
    async def support(self) -> JsonObject: ...
    async def shards(self) -> int: ...
    async def business_profile(self) -> JsonObject: ...


class OnPremAdmin(OnPremReads, Protocol):
    """What checks that act may do on top, and only when they are told to."""

    async def backup(self, password: Secret, /) -> Secret: ...
    async def delete_two_step(self) -> None: ...
    async def set_two_step(self, pin: Secret, /) -> None: ...


class Reads:
    """The answers of one run, remembered."""

    def __init__(
        self,
        *,
        cloud: CloudReads,
        onprem: OnPremReads | None,
        number: Number,
        settings: Settings,
        clock: Clock,
        read_file: Callable[[Path], bytes],
    ) -> None:
        self._cloud, self._onprem_side, self._clock = cloud, onprem, clock
        self._number, self._settings, self._read_file = number, settings, read_file
        self._kept: dict[str, tuple[bool, Any]] = {}
        self._took: dict[str, float] = {}

    async def debug_token(self) -> JsonObject:
        """What Meta says about the token."""
        return await self._once("debug_token", self._cloud.debug_token)

    async def token(self) -> JsonObject | None:
        """The same; None where Meta shows it to the app only and the app secret is not known."""
        try:
            return await self.debug_token()
        except CloudError as error:
            if self._settings.graph.app_secret is not None or error.code == TOKEN_REFUSED:
                raise
            return None

    async def app_id(self) -> str | None:
        """The app whose webhooks matter: the configured one, else the token's own."""
        if self._settings.graph.app_id is not None:
            return self._settings.graph.app_id
        found = (await self.token() or {}).get("app_id")
        return str(found) if found else None

    async def app(self) -> JsonObject:
        return await self._once("app", lambda: self._cloud.app("id,name,link"))

    async def app_subscriptions(self) -> Sequence[JsonObject]:
        return await self._once("app_subscriptions", self._cloud.app_subscriptions)

    async def phone_number(self) -> JsonObject:
        id_ = self._number.phone_number_id
        return await self._once("phone_number", lambda: self._cloud.phone_number(id_, PHONE_FIELDS))

    async def phone_health(self) -> JsonObject:
        """`health_status` of the number, apart from its node: it may be refused on its own."""
        id_ = self._number.phone_number_id
        node = await self._once("phone_health", lambda: self._cloud.phone_number(id_, "health_status"))
        return _object(node.get("health_status"))

    async def phone_numbers(self) -> Sequence[JsonObject]:
        """Every number of the WABA."""
        id_ = self._number.waba_id
        return await self._once("phone_numbers", lambda: self._cloud.phone_numbers(id_, LIST_FIELDS))

    async def waba(self) -> JsonObject:
        id_ = self._number.waba_id
        return await self._once("waba", lambda: self._cloud.waba(id_, WABA_FIELDS))

    async def waba_health(self) -> JsonObject:
        id_ = self._number.waba_id
        node = await self._once("waba_health", lambda: self._cloud.waba(id_, "health_status"))
        return _object(node.get("health_status"))

    async def templates(self) -> Sequence[JsonObject]:
        id_ = self._number.waba_id
        return await self._once(
            "templates", lambda: self._cloud.message_templates(id_, "name,language,status")
        )

    async def business_profile(self) -> JsonObject:
        id_ = self._number.phone_number_id
        return await self._once("business_profile", lambda: self._cloud.business_profile(id_))

    async def subscribed_apps(self) -> Sequence[JsonObject]:
        id_ = self._number.waba_id
        return await self._once("subscribed_apps", lambda: self._cloud.subscribed_apps(id_))

    async def phone_settings(self) -> JsonObject:
        id_ = self._number.phone_number_id
        return await self._once("phone_settings", lambda: self._cloud.settings(id_))

    async def onprem_login(self) -> None:
        await self._once("onprem_login", self._onprem.login)

    async def application_settings(self) -> JsonObject:
        return await self._deployed("application_settings", self._onprem.application_settings)

    async def onprem_health(self) -> Sequence[Node]:
        return await self._deployed("onprem_health", self._onprem.health)

    async def stats(self) -> JsonObject:
        return await self._deployed("stats", self._onprem.stats)

    async def support(self) -> JsonObject:
        return await self._deployed("support", self._onprem.support)

    async def shards(self) -> int:
        return await self._deployed("shards", self._onprem.shards)

    async def onprem_profile(self) -> JsonObject:
        return await self._deployed("onprem_profile", self._onprem.business_profile)

    def findings(self) -> JsonObject | None:
        """What `findings` of the number points to, checked; None where it points to nothing."""
        if self._number.findings is None:
            return None
        path = self._settings.path(self._number.findings)
        try:
            found = json.loads(self._read_file(path))
        except FileNotFoundError:
            raise ConfigError(f"There is no findings file {path}.") from None
        except (OSError, ValueError) as error:
            raise ConfigError(f"The findings file {path} cannot be read: {error}.") from error
        if not all(_is_count(dig(found, key)) for key in ("messages", "refused", "changed")):
            raise ConfigError(f"The findings file {path} lacks the counts messages, refused and changed.")
        return _object(found)

    def seconds(self, read: str) -> float:
        """How long that read took."""
        return self._took.get(read, 0.0)

    @property
    def _onprem(self) -> OnPremReads:
        if self._onprem_side is None:
            raise ConfigError(
                f"The number '{self._number.name}' has no On-Premises deployment.",
                hint="Add onprem = { url = …, password = …, ca_file = … } to its [[number]] table.",
            )
        return self._onprem_side

    async def _deployed(self, key: str, read: Callable[[], Awaitable[T]]) -> T:
        """A read of the deployment. One that takes no login is found out once, not by every check."""
        await self.onprem_login()
        return await self._once(key, read)

    async def _once(self, key: str, read: Callable[[], Awaitable[T]]) -> T:
        if key not in self._kept:
            began = self._clock.now()
            try:
                self._kept[key] = (True, await read())
            except WamigrateError as error:
                self._kept[key] = (False, error)
            self._took[key] = (self._clock.now() - began).total_seconds()
        answered, value = self._kept[key]
        if not answered:
            raise value
        found: T = value
        return found


def _object(value: Any) -> JsonObject:
    return value if isinstance(value, dict) else {}


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0
