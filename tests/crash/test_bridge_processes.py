"""Bridge processes paused, killed or cut off while a number moves: nothing is lost, nothing overtakes."""

from __future__ import annotations

import itertools
import random
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.crash.bridge_process import LEASE, BridgeProcess, settings_for, taken
from tests.postgres import postgres
from tests.unit.bridge.stand import NUMBER, store_of
from wamigrate.store import bridges, routes
from wamigrate.store.hot import tally
from wamigrate.store.opening import Store
from wamigrate.store.routes import Route, RouteState

HOLD, DRAINING, CLOUD, ONPREM = RouteState.HOLD, RouteState.DRAINING, RouteState.CLOUD, RouteState.ONPREM


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty store."""
    return f"sqlite:///{tmp_path / 'w.db'}" if request.param == "sqlite" else postgres().new_database()


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """The store as the migration has it open."""
    with store_of(settings_for(url)) as opened:
        yield opened


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "taken.log"


def until(condition: Callable[[], Any], limit: float = 60.0) -> Any:
    deadline = time.monotonic() + limit
    while not (found := condition()):
        assert time.monotonic() < deadline, "waited for too long"
        time.sleep(0.005)
    return found


def route(store: Store) -> Route:
    return store.db.run_now(lambda conn: routes.get(conn, NUMBER, 0.0))


def move(store: Store, to: RouteState, *, target: RouteState | None = None) -> Route:
    def work(conn: Any) -> Route | None:
        return routes.move(conn, routes.get(conn, NUMBER, 0.0), to, owner="m-1", at=0.0, target=target)

    moved = store.db.run_now(work)
    assert moved is not None
    return moved


def behind(store: Store, epoch: int) -> Sequence[str]:
    found = store.db.read_now(lambda conn: bridges.unacknowledged(conn, NUMBER, epoch))
    return [bridge.id for bridge in found]


def hold(store: Store) -> Route:
    """The barrier as the migration takes it."""
    held = move(store, HOLD)
    until(lambda: not behind(store, held.epoch))
    return held


def counts(store: Store) -> dict[str, int]:
    found = store.db.read_now(lambda conn: tally.counts(conn, NUMBER))
    return dict(found or {})


def texts(log: Path, api: str, recipient: str) -> list[str]:
    return [text for where, who, text in taken(log) if (where, who) == (api, recipient)]


def in_order(found: Sequence[str]) -> bool:
    """The first time of each is in order; a message that went out twice may show up again."""
    first = [int(text) for text in dict.fromkeys(found)]
    return first == sorted(first)


def test_a_paused_process_that_wakes_relays_nothing(store: Store, url: str, log: Path) -> None:
    with BridgeProcess(url, log) as process:
        process.ask("r1", "0")
        until(lambda: "0" in process.answers)
        process.pause()
        hold(store)
        # It was not waited for beyond its lease, and not passed over before.
        assert list(store.db.read_now(bridges.live)) == []
        process.ask("r1", *(str(n) for n in range(1, 50)))
        move(store, CLOUD)
        process.go_on()
        until(lambda: len(process.answers) == 50)
        assert process.answers["0"] == "relay"
        assert texts(log, "onprem", "r1") == ["0"]
        later = {way.split(":")[0] for text, way in process.answers.items() if text != "0"}
        assert later <= {"refused", "cloud"}


def test_an_answer_that_a_paused_process_finds_when_it_wakes_is_not_trusted(
    store: Store, url: str, log: Path
) -> None:
    with BridgeProcess(url, log) as process:
        process.slow(0.3)
        process.ask("r1", "0")
        until(lambda: texts(log, "onprem", "r1") == ["0"])
        process.pause()
        hold(store)
        process.go_on()
        until(lambda: process.answers)
        assert process.answers == {"0": "unknown"}
        move(store, DRAINING, target=CLOUD)
        until(lambda: route(store).state is CLOUD)
        until(lambda: texts(log, "cloud", "r1") == ["0"])
        assert until(lambda: counts(store).get("resent")) == 1


def test_a_living_process_is_waited_for_until_its_relay_is_over(store: Store, url: str, log: Path) -> None:
    with BridgeProcess(url, log) as process:
        process.slow(0.3)
        process.ask("r1", "0")
        until(lambda: texts(log, "onprem", "r1") == ["0"])
        held = move(store, HOLD)
        assert behind(store, held.epoch) == [process.id]
        until(lambda: not behind(store, held.epoch))
        assert until(lambda: process.answers) == {"0": "relay"}


def test_a_killed_process_is_waited_for_until_its_lease_ends_and_no_longer(
    store: Store, url: str, log: Path
) -> None:
    with BridgeProcess(url, log) as process:
        process.kill()
        held = move(store, HOLD)
        assert behind(store, held.epoch) == [process.id]
        until(lambda: not behind(store, held.epoch))


def test_a_move_that_is_given_up_under_load_loses_nothing(store: Store, url: str, log: Path) -> None:
    with BridgeProcess(url, log) as first, BridgeProcess(url, log) as second:
        sent = {who: [str(n) for n in range(i, 300, 6)] for i, who in enumerate(f"r{i}" for i in range(6))}
        for round_ in range(10):
            for who, process in zip(sent, [first, second] * 3, strict=True):
                process.ask(who, *sent[who][round_ * 5 : round_ * 5 + 5])
                if (round_, who) == (3, "r0"):
                    hold(store)
                if (round_, who) == (6, "r0"):
                    move(store, DRAINING, target=ONPREM)
            # What was answered may not be overtaken; the five of one round are asked at once.
            asked = (round_ + 1) * 30
            until(lambda asked=asked: len(first.answers) + len(second.answers) == asked)  # type: ignore[misc]
        until(lambda: route(store).state is ONPREM)
        ways = set(first.answers.values()) | set(second.answers.values())
        assert ways <= {"relay", "hold"}
        assert "hold" in ways
        until(lambda: len(taken(log)) == 300)
        for who, texts_ in sent.items():
            arrived = texts(log, "onprem", who)
            assert sorted(arrived) == sorted(texts_)
            assert in_order([str(texts_.index(text) // 5) for text in arrived])


def test_processes_killed_at_random_while_a_number_moves_lose_nothing(
    store: Store, url: str, log: Path
) -> None:
    dice = random.Random(7)
    accepted: dict[str, str] = {}
    with BridgeProcess(url, log) as survivor:
        for round_ in range(4):
            with BridgeProcess(url, log) as victim:
                if round_ == 1:
                    hold(store)
                if round_ == 2:
                    move(store, DRAINING, target=CLOUD)
                for n in range(round_ * 100, round_ * 100 + 100):
                    process, who = (victim, "r-victim") if n % 2 else (survivor, "r-survivor")
                    process.ask(who, str(n))
                    if n == round_ * 100 + dice.randrange(30, 90) // 2 * 2 + 1:
                        until(lambda: len(victim.answers) > 5)
                        victim.kill()
                        break
                accepted |= {t: w for t, w in victim.answers.items() if not w.startswith("refused")}
        until(lambda: route(store).state is CLOUD)
        until(lambda: counts(store)["waiting"] == 0)
        accepted |= {t: w for t, w in survivor.answers.items() if not w.startswith("refused")}
        reached = [text for _, _, text in taken(log)]
        assert set(accepted) - set(reached) == set()
        for who in ("r-victim", "r-survivor"):
            assert in_order(texts(log, "onprem", who) + texts(log, "cloud", who))
        assert len(reached) - len(set(reached)) <= counts(store)["resent"]


def test_a_database_outage_stops_onprem_numbers_in_time_and_numbers_on_cloud_never(
    tmp_path: Path, log: Path
) -> None:
    server = postgres()
    url = server.new_database()
    with store_of(settings_for(url)) as store, BridgeProcess(url, log) as process:
        server.stop()
        try:
            time.sleep(LEASE)
            process.ask("r1", "while away")
            assert until(lambda: process.answers)["while away"].startswith("refused")
        finally:
            server.start()
        until(lambda: _asked(process, "back") == "relay")
        hold(store)
        move(store, CLOUD)
        until(lambda: _asked(process, "moved") == "cloud")
        server.stop()
        try:
            time.sleep(LEASE)
            assert _asked(process, "on cloud") == "cloud"
        finally:
            server.start()


_again = itertools.count()


def _asked(process: BridgeProcess, text: str) -> str:
    """To a new recipient each time: one to whom something is still to go out would have to wait."""
    text = f"{text} {next(_again)}"
    process.ask(text, text)
    return str(until(lambda: process.answers.get(text)))


def test_a_restart_of_the_database_in_the_middle_of_a_hold_loses_nothing(log: Path) -> None:
    server = postgres()
    url = server.new_database()
    with store_of(settings_for(url)) as store, BridgeProcess(url, log) as process:
        hold(store)
        process.ask("r1", *(str(n) for n in range(100)))
        server.restart()
        process.ask("r1", *(str(n) for n in range(100, 200)))
        until(lambda: len(process.answers) == 200)
        accepted = [text for text, way in process.answers.items() if way == "hold"]
        assert accepted
        move(store, DRAINING, target=CLOUD)
        until(lambda: route(store).state is CLOUD)
        until(lambda: counts(store)["waiting"] == 0)
        reached = texts(log, "cloud", "r1")
        assert set(accepted) - set(reached) == set()
        assert in_order(reached)
