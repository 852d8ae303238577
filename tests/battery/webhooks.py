"""Has customers of both simulators say and do the same, and collects what each API tells of it."""

from __future__ import annotations

import copy
import itertools
import json
from collections.abc import Callable

from tests.contract.sim.http import Graph, OnPrem, eventually
from wamigrate.apis.cloud.webhook import unpack
from wamigrate.core.payload import Json, JsonObject
from wamigrate.differences.difference import Direction, Surface
from wamigrate.differences.facts import Facts
from wamigrate.differences.registry import load
from wamigrate.differences.translate import Translator
from wamigrate.sim.testing import Simulator

__all__ = ["WORLD", "Ears", "alike", "covers", "translated"]

WORLD = """
[options]
send_delay = 0
delivered_delay = 0
read_delay = 0
contacts_in_statuses = false
user_ids = false
media_url_in_webhooks = true
pricing_model = "CBP"

[onprem]
media_file_path = false

[[number]]
name = "main"
phone = "+16505550100"

[[number]]
name = "cloud"
phone = "+16505550101"
side = "cloud"
"""
MEDIA = ["image", "video", "audio", "voice", "document", "sticker"]
PHONES = itertools.count(16505550200)
VOLATILE = (
    *("id", "timestamp", "sha256", "from", "wa_id", "new_wa_id", "recipient_id", "phone_number_id", "hash"),
    *("display_phone_number", "name", "identity", "user", "created_timestamp", "expiration_timestamp", "url"),
    *("original_message_id", "message_id", "mime_type"),
)


class Ears:
    """Both numbers, each heard by an application that wants to know everything."""

    def __init__(self, sim: Simulator) -> None:
        self.sim, self.graph, self.onprem = sim, Graph(sim), OnPrem(sim)
        self.graph("POST", f"/v23.0/{self.graph.waba('cloud')}/subscribed_apps")
        check = {"user_identity_change": {"enable_identity_key_check": True}}
        self.graph("POST", f"/v23.0/{self.graph.id('cloud')}/settings", check)
        settings = {
            "media": {"auto_download": MEDIA},
            "sent_status": True,
            "show_security_notifications": True,
        }
        self.onprem("PATCH", "/v1/settings/application", settings)

    def told_of(self, phone: str, api: str, key: str, count: int = 1) -> list[JsonObject]:
        """The bodies about that customer: for Cloud API the `value` of each."""

        def look() -> list[JsonObject]:
            sent = [d["body"] for d in self.sim.control.deliveries() if d["api"] == api]
            bodies = [e.value for b in sent for e in unpack(b)] if api == "graph" else sent
            found = [b for b in bodies if key in b and phone in json.dumps(b)]
            return found if len(found) >= count else []

        return eventually(look)

    def said(self, message: JsonObject) -> tuple[JsonObject, JsonObject]:
        """What On-Premises and Cloud API tell of a message from a new customer."""
        phone = str(next(PHONES))
        for number in ("main", "cloud"):
            self.sim.control.call("POST", f"/customers/{phone}/messages", {"to": number, **message})
        return self.told_of(phone, "onprem", "messages")[0], self.told_of(phone, "graph", "messages")[0]

    def both(self, do: Callable[[str, str], None], key: str, count: int = 1) -> tuple[Json, Json]:
        """What both tell after somebody did something to a customer, for each number."""
        phone = str(next(PHONES))
        for number in ("main", "cloud"):
            do(phone, number)
        return self.told_of(phone, "onprem", key, count), self.told_of(phone, "graph", key, count)


def translated(value: Json, facts: Facts) -> Json:
    translator = Translator(load())
    return translator.translate(Surface.WEBHOOK, Direction.TO_ONPREM, copy.deepcopy(value), facts).payload


def alike(document: Json, *, without: tuple[str, ...] = ()) -> Json:
    """The document with ids, times and people only by their kind."""
    if isinstance(document, dict):
        return {
            k: type(v).__name__ if k in VOLATILE and not isinstance(v, dict) else alike(v, without=without)
            for k, v in document.items()
            if k not in without
        }
    if isinstance(document, list):
        return [alike(item, without=without) for item in document]
    return document


def covers(shown: Json, told: Json) -> bool:
    """Whether everything that a pair shows was really told; what was told may be more."""
    shown, told = alike(shown), alike(told)
    if isinstance(shown, dict) and isinstance(told, dict):
        return all(k in told and covers(v, told[k]) for k, v in shown.items())
    if isinstance(shown, list) and isinstance(told, list):
        return len(shown) == len(told) and all(map(covers, shown, told))
    return bool(shown == told)
