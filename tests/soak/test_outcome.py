"""The judge of the proof: each kind of broken promise is seen, and a run without one is let pass."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from tests.soak.ledger import Ledger
from tests.soak.outcome import Outcome
from wamigrate.core.payload import JsonObject

COUNTS = dict.fromkeys(("held", "unknown", "settled", "resent", "parked", "refused", "expired", "waiting"), 0)
ANN = "16507000000"


def inbox(*numbers: int) -> list[JsonObject]:
    return [
        {"at": f"2026-01-01T00:00:{n:02}.000Z", "via": "cloud", "text": {"body": f"message {n}"}}
        for n in numbers
    ]


def outcome(*arrived: int, sent: int = 3, heard: Sequence[int] = (0, 1)) -> Outcome:
    """Three accepted messages to Ann, two events of hers; `arrived` and `heard` say what came of them."""
    ledger = Ledger()
    for n in range(sent):
        ledger.new_message(ANN, n).id = f"id-{n}"
    for n in (0, 1):
        ledger.customer_said(ANN, n, dropped=False)
    ledger.heard.update((ANN, n) for n in heard)
    report = {"downtime": {"outbound": None, "inbound": None}}
    return Outcome(ledger, {ANN: inbox(*arrived)}, COUNTS, 0, report, {}, 1.0)


def test_a_run_in_which_everything_arrived_is_let_pass() -> None:
    assert outcome(0, 1, 2).broken() == []


def test_an_accepted_message_that_never_arrived_is_lost() -> None:
    found = outcome(0, 2)
    assert found.lost_messages == [(ANN, 1)]
    assert "1 accepted messages never arrived" in found.broken()[0]


def test_an_overtaken_message_is_seen() -> None:
    assert "out of order" in outcome(1, 0, 2).broken()[0]


def test_a_late_second_copy_is_no_disorder_but_must_be_explained() -> None:
    found = outcome(0, 1, 2, 0)
    assert [line for line in found.broken() if "out of order" in line] == []
    assert "1 copies too many" in found.broken()[0]
    assert dataclasses.replace(found, counts={**COUNTS, "resent": 1}).broken() == []


def test_a_second_copy_is_explained_by_an_attempt_without_an_answer() -> None:
    found = outcome(0, 1, 1, 2)
    found.ledger.messages[ANN, 1].unclear = 1
    assert found.broken() == []


def test_a_message_that_nobody_sent_is_seen() -> None:
    assert "nobody sent" in outcome(0, 1, 2, sent=2).broken()[0]


def test_an_event_that_was_not_dropped_and_not_heard_is_lost() -> None:
    assert "1 events never reached" in outcome(0, 1, 2, heard=[0]).broken()[0]


def test_an_event_that_nobody_wrote_is_seen() -> None:
    assert "nobody wrote" in outcome(0, 1, 2, heard=[0, 1, 7]).broken()[0]


def test_a_status_of_an_unknown_message_must_be_explained_by_a_lost_answer() -> None:
    found = outcome(0, 1, 2)
    found.ledger.told.update(["id-0", "stranger"])
    assert "1 unknown messages" in found.broken()[0]
    assert dataclasses.replace(found, counts={**COUNTS, "resent": 1}).broken() == []
    found.ledger.messages[ANN, 0].unclear = 1
    assert found.broken() == []


def test_what_still_waits_or_was_answered_strangely_is_seen() -> None:
    found = dataclasses.replace(outcome(0, 1, 2), counts={**COUNTS, "waiting": 2})
    found.ledger.strange.append("500")
    assert len(found.broken()) == 2


def test_the_table_names_what_is_lost() -> None:
    lost = [line.split() for line in outcome(0, 2, heard=[0]).table().splitlines() if "LOST" in line]
    assert lost == [["LOST", "1"], ["LOST", "1"]]
