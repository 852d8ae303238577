"""What shadow mode counts."""

from __future__ import annotations

import json
from typing import NoReturn

import pytest
from prometheus_client import REGISTRY

from wamigrate.bridge.shadow import MOST_KINDS, Shadow, application_of
from wamigrate.differences.facts import Facts

BODY = json.dumps({"to": "16505551234", "text": {"body": "a secret"}, "made_up": 1}).encode()


def shadow(rate: int = 100) -> Shadow:
    return Shadow("main", Facts(), rate=rate, clock=lambda: 1000.0)


def test_a_clean_send_leaves_nothing_but_its_count() -> None:
    looking = shadow()
    looking.look(b'{"to":"+16505551234","type":"text","text":{"body":"hi"}}', caller="crm/1")
    totals = looking.taken()
    assert (totals.sends, totals.looked_at, totals.found) == (1, 1, {})


def test_findings_are_counted_by_difference_and_application() -> None:
    looking = shadow()
    for _ in range(3):
        looking.look(BODY, caller="crm/1 (linux)")
    tally = looking.taken().found["unknown-property", "repaired", "crm/1"]
    assert (tally.count, tally.first_at, tally.last_at) == (3, 1000.0, 1000.0)
    assert "made_up" in tally.example
    assert "secret" not in tally.example


def looked_at(rate: int, sends_a_second: int, seconds: int) -> tuple[list[int], list[str]]:
    """How many were looked at in each second, and what was looked at: callers `a`, `b` and `c` in turn."""
    now = 1000.0
    looking = Shadow("main", Facts(), rate=rate, clock=lambda: now)
    counts, callers = [], list[str]()
    for second in range(seconds):
        for n in range(sends_a_second):
            now = 1000.0 + second + n / sends_a_second
            looking.look(BODY, caller="abc"[n % 3])
        totals = looking.taken()
        counts.append(totals.looked_at)
        callers += [who for (name, _, who), tally in totals.found.items() for _ in range(tally.count)]
        assert totals.sends == sends_a_second
    return counts, callers


def test_up_to_the_rate_every_send_is_looked_at() -> None:
    assert looked_at(rate=20, sends_a_second=20, seconds=5)[0] == [20] * 5


def test_what_nobody_can_repair_is_refused() -> None:
    looking = shadow()
    looking.look(b'{"to":"16505551234","text":{"body":" "}}', caller="crm/1")
    totals = looking.taken()
    assert [name for name, level, _ in totals.found if level == "refused"] == ["blank-text"]
    assert totals.since == 1000.0


def test_above_the_rate_it_takes_samples() -> None:
    counts, _ = looked_at(rate=20, sends_a_second=200, seconds=5)
    assert counts[0] == 20
    assert all(18 <= count <= 20 for count in counts[1:])


def test_samples_are_of_all_callers_even_if_those_come_in_turn() -> None:
    _, callers = looked_at(rate=20, sends_a_second=60, seconds=31)
    shares = [callers.count(who) / len(callers) for who in "abc"]
    assert all(0.3 < share < 0.37 for share in shares)


def test_a_rate_of_nothing_looks_at_nothing() -> None:
    assert looked_at(rate=0, sends_a_second=5, seconds=3)[0] == [0, 0, 0]


def test_a_file_is_noticed_in_a_send_that_is_no_sample() -> None:
    looking = shadow(rate=0)
    looking.look(b'{"to":"1","type":"image","image":{"id":"f1d0c0de"}}', caller="")
    totals = looking.taken()
    assert (totals.looked_at, totals.media_ids) == (0, {"f1d0c0de"})


def test_applications_without_end_are_counted_together() -> None:
    looking = shadow(rate=10_000)
    for n in range(MOST_KINDS + 10):
        looking.look(BODY, caller=f"crm/{n}")
    found = looking.taken().found
    assert len(found) == MOST_KINDS + 1
    assert found["unknown-property", "repaired", "others"].count == 10


def test_the_metrics_count_the_same() -> None:
    looking = Shadow("metered", Facts(), rate=10)
    for _ in range(3):
        looking.look(BODY, caller="crm/1")
    looking.taken()
    labels = {"number": "metered", "difference": "unknown-property", "level": "repaired"}
    assert REGISTRY.get_sample_value("wamigrate_bridge_shadow_findings_total", labels) == 3


def test_what_is_no_json_costs_the_send_nothing() -> None:
    looking = shadow()
    latin = '{"to":"16505551234","text":{"body":"olé"}}'.encode("latin-1")
    for body in (b"", b"{", b"[" * 100_000, b"[]", b"null", latin):
        looking.look(body, caller="")
    assert looking.taken().sends == 6


def test_media_ids_are_noticed() -> None:
    looking = shadow()
    looking.look(b'{"to":"1","type":"image","image":{"id":"f1d0c0de"}}', caller="")
    assert looking.taken().media_ids == {"f1d0c0de"}


def test_an_application_is_called_by_its_product() -> None:
    assert application_of("python-requests/2.31 (x) y") == "python-requests/2.31"
    assert application_of("") == "unnamed"


class Faulty(dict[str, str]):
    """Media that cannot be looked up: what a fault of ours would be."""

    def get(self, *_: object) -> NoReturn:
        raise RuntimeError


def test_a_fault_of_ours_is_logged_and_costs_the_send_nothing(caplog: pytest.LogCaptureFixture) -> None:
    looking = Shadow("main", Facts(media=Faulty()), rate=10)
    looking.look(b'{"to":"+16505551234","type":"image","image":{"id":"f1d0c0de"}}', caller="crm/1")
    assert looking.taken().sends == 1
    (record,) = caplog.records
    assert record.message == "a send could not be looked at"
