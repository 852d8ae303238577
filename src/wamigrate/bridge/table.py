"""The On-Premises API as a table: method, path, who may call, and what answers when nothing is relayed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wamigrate.bridge.call import Access
from wamigrate.bridge.paths import segments
from wamigrate.bridge.row import Route
from wamigrate.bridge.surface import (
    account,
    certificates,
    contacts,
    groups,
    health,
    media,
    messages,
    profile,
    providers,
    services,
    settings,
    stickerpacks,
    users,
)

__all__ = ["ROUTES", "Table"]


OPEN, USER, ADMIN, MONITOR = Access.OPEN, Access.USER, Access.ADMIN, Access.MONITOR
APPLICATION = "/v1/settings/application"
PROVIDERS = f"{APPLICATION}/media/providers"
PHOTO = "/v1/settings/profile/photo"
ABOUT = "/v1/settings/profile/about"
BUSINESS = "/v1/settings/business/profile"
COMPLIANCE = "/v1/settings/business/compliance_info"
TWO_STEP = "/v1/settings/account/two-step"
WEBHOOKS_CA = "/v1/certificates/webhooks/ca"
PACKS = "/v1/stickerpacks"
PACK = f"{PACKS}/{{id}}"
STICKERS = f"{PACK}/stickers"

ROUTES = (
    Route("POST", "/v1/messages", messages.send, USER, decides=True),
    Route("PUT", "/v1/messages/{id}", messages.mark_as_read, USER),
    Route("DELETE", "/v1/messages/{id}", messages.delete, USER),
    Route("POST", "/v1/media", media.upload, USER),
    Route("GET", "/v1/media/{id}", media.download, USER),
    Route("DELETE", "/v1/media/{id}", media.delete, USER),
    Route("POST", "/v1/contacts", contacts.check, USER),
    Route("GET", "/v1/contacts/{wa_id}/identity", contacts.show_identity, USER),
    Route("PUT", "/v1/contacts/{wa_id}/identity", contacts.acknowledge_identity, USER),
    Route("POST", "/v1/users/login", users.login, OPEN),
    Route("POST", "/v1/users/logout", users.logout, USER),
    Route("POST", "/v1/users", users.create_user, ADMIN),
    Route("GET", "/v1/users/{username}", users.show_user, USER),
    Route("PUT", "/v1/users/{username}", users.change_user, USER),
    Route("DELETE", "/v1/users/{username}", users.delete_user, ADMIN),
    Route("GET", "/v1/health", health.health, MONITOR),
    Route("GET", "/v1/support", health.support, USER),
    Route("GET", "/v1/stats/app", health.stats_app, MONITOR),
    Route("GET", "/v1/stats/app/internal", health.stats_app, MONITOR),
    Route("GET", "/v1/stats/db", health.stats_db, MONITOR),
    Route("GET", "/v1/stats/db/internal", health.stats_db, MONITOR),
    Route("GET", "/metrics", health.metrics, MONITOR),
    Route("GET", APPLICATION, settings.show),
    Route("PATCH", APPLICATION, settings.change),
    Route("DELETE", APPLICATION, settings.reset),
    Route("POST", "/v1/configs/webhook", settings.set_webhook),
    Route("GET", PROVIDERS, providers.show),
    Route("POST", PROVIDERS, providers.add),
    Route("DELETE", f"{PROVIDERS}/{{name}}", providers.delete),
    Route("GET", BUSINESS, profile.show_business),
    Route("POST", BUSINESS, profile.change_business),
    Route("GET", COMPLIANCE, profile.show_compliance),
    Route("POST", COMPLIANCE, profile.change_compliance),
    Route("GET", ABOUT, profile.show_about),
    Route("PATCH", ABOUT, profile.change_about),
    Route("GET", PHOTO, profile.show_photo),
    Route("POST", PHOTO, profile.change_photo),
    Route("DELETE", PHOTO, profile.delete_photo),
    Route("POST", "/v1/account", account.register),
    Route("POST", "/v1/account/verify", account.register),
    Route("GET", "/v1/account/shards", account.show_shards),
    Route("POST", "/v1/account/shards", account.set_shards),
    Route("POST", TWO_STEP, account.set_two_step),
    Route("DELETE", TWO_STEP, account.delete_two_step),
    Route("POST", "/v1/settings/backup", account.backup),
    Route("POST", "/v1/settings/restore", account.restore),
    Route("POST", "/v1/certificates/external", certificates.set_external),
    Route("GET", "/v1/certificates/external/ca", certificates.show_external_ca),
    Route("POST", WEBHOOKS_CA, certificates.set_webhooks_ca),
    Route("GET", WEBHOOKS_CA, certificates.show_webhooks_ca),
    Route("DELETE", WEBHOOKS_CA, certificates.delete_webhooks_ca),
    Route("GET", PACKS, stickerpacks.list_packs, USER),
    Route("POST", PACKS, stickerpacks.create_pack, USER),
    Route("GET", PACK, stickerpacks.show_pack, USER),
    Route("PATCH", PACK, stickerpacks.change_pack, USER),
    Route("DELETE", PACK, stickerpacks.delete_pack, USER),
    Route("GET", STICKERS, stickerpacks.list_stickers, USER),
    Route("POST", STICKERS, stickerpacks.add_sticker, USER),
    Route("GET", f"{STICKERS}/{{index}}", stickerpacks.show_sticker, USER),
    Route("PATCH", f"{STICKERS}/{{index}}", stickerpacks.change_sticker, USER),
    Route("DELETE", f"{STICKERS}/{{index}}", stickerpacks.delete_sticker, USER),
    Route("PUT", "/v1/services/message/gc", services.collect_messages),
    Route("PUT", "/v1/services/media/gc", services.collect_media),
    Route("GET", "/v1/groups", groups.list_groups, USER),
    Route("POST", "/v1/groups", groups.unknown_group, USER),
    *(
        Route(method, f"/v1/groups/{{id}}{rest}", groups.unknown_group, USER)
        for method in ("GET", "PUT", "POST", "PATCH", "DELETE")
        for rest in ("", "/invite", "/participants", "/leave", "/icon", "/admins")
    ),
)


class Table:
    """Finds the row for a call."""

    def __init__(self, routes: Sequence[Route] = ROUTES) -> None:
        self._exact = {(r.method, r.path): r for r in routes if "{" not in r.path}
        self._patterns: dict[tuple[str, int], list[tuple[list[str], Route]]] = {}
        for route in routes:
            if "{" in route.path:
                parts = route.path.split("/")
                self._patterns.setdefault((route.method, len(parts)), []).append((parts, route))

    def find(self, method: str, path: str) -> tuple[Route, dict[str, str]] | None:
        """The row and its placeholders; None where there is none."""
        route = self._exact.get((method, path)) or self._exact.get((method, path.rstrip("/")))
        if route is not None:
            return route, {}
        parts = segments(path)
        for pattern, route in self._patterns.get((method, len(parts)), ()):
            given = dict(_placeholders(pattern, parts))
            if "" not in given and all(given.values()):
                return route, given
        return None


def _placeholders(pattern: list[str], parts: list[str]) -> Iterator[tuple[str, str]]:
    """Name and value of each placeholder; an empty name where the path is another one."""
    for wanted, part in zip(pattern, parts, strict=True):
        if wanted.startswith("{"):
            yield wanted[1:-1], part
        elif wanted != part:
            yield "", ""
