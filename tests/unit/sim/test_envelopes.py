"""Webhook bodies and their signatures."""

from __future__ import annotations

import json

import pytest

from wamigrate.sim.clock import WorldClock
from wamigrate.sim.cloud.envelopes import Change, Envelopes, envelope, signed
from wamigrate.sim.cloud.state import App
from wamigrate.sim.spec import Options
from wamigrate.sim.world import World


def change(text: str, *, waba: str = "1", time: int | None = None) -> Change:
    return Change(waba, "main", "messages", b'{"note":"%b"}' % text.encode(), time)


def test_the_documented_vector_has_its_signature() -> None:
    value = b'{"messaging_product":"whatsapp","note":"caf\\u00e9 \\/"}'
    body = envelope([Change("1", None, "messages", value)])
    signature = "sha256=d324dffc5ad694a8ba3be0aa07159bc674ddc06748e9fbc207d83d9b7c9bec16"
    assert signed(body, "kiln-secret") == {
        "content-type": "application/json",
        "x-hub-signature-256": signature,
    }
    assert signed(body, "kiln-secret", with_sha1=True)["x-hub-signature"].startswith("sha1=")


def test_changes_of_one_account_share_an_entry_and_a_time_stands_alone() -> None:
    body = json.loads(envelope([change("a"), change("b"), change("c", waba="2"), change("d", time=5)]))
    assert [(e["id"], e.get("time"), len(e["changes"])) for e in body["entry"]] == [
        ("1", None, 2),
        ("2", None, 1),
        ("1", 5, 1),
    ]


class Collector:
    """An Envelopes whose world stands still, and the bodies that it posts."""

    def __init__(self, monotonic: list[float], **options: object) -> None:
        self.world = World(clock=WorldClock(lambda: monotonic[0]))
        self.world.options = Options(**options)  # type: ignore[arg-type]
        self.bodies: list[dict[str, object]] = []
        self.envelopes = Envelopes(self.world, lambda app, url, number, field, body: self._take(body))

    def _take(self, body: bytes) -> None:
        self.bodies.append(json.loads(body))

    def add(self, text: str) -> None:
        app: App = self.world.app
        self.envelopes.add(app, lambda: "http://127.0.0.1:1/", change(text))


def test_without_a_window_each_change_goes_alone() -> None:
    collector = Collector([0.0])
    collector.add("a")
    collector.add("b")
    assert len(collector.bodies) == 2


@pytest.mark.anyio
async def test_a_full_batch_goes_at_once_and_the_rest_when_its_time_is_over() -> None:
    collector = Collector([0.0], webhook_batch_window=5.0, webhook_batch_size=2)
    for text in ("a", "b", "c"):
        collector.add(text)
    assert len(collector.bodies) == 1
    collector.world.clock.advance(5)
    assert [len(b["entry"][0]["changes"]) for b in collector.bodies] == [2, 1]  # type: ignore[index]
    collector.world.clock.clear()


@pytest.mark.anyio
async def test_a_batch_never_grows_beyond_three_megabytes() -> None:
    collector = Collector([0.0], webhook_batch_window=5.0)
    for _ in range(4):
        collector.add("x" * 1_000_000)
    assert len(collector.bodies) == 1
    collector.envelopes.clear()
    collector.world.clock.clear()
