"""What shadow mode counts."""

from __future__ import annotations

import json

from wamigrate.bridge.shadow import Shadow, application_of
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
    tally = looking.taken().found["unknown-property", "refused", "crm/1"]
    assert (tally.count, tally.first_at, tally.last_at) == (3, 1000.0, 1000.0)
    assert "made_up" in tally.example
    assert "secret" not in tally.example


def test_above_the_rate_it_takes_samples() -> None:
    looking = shadow(rate=2)
    for _ in range(10):
        looking.look(BODY, caller="crm/1")
    totals = looking.taken()
    assert (totals.sends, totals.looked_at) == (10, 2)


def test_what_is_no_json_costs_the_send_nothing() -> None:
    looking = shadow()
    for body in (b"", b"{", b"[" * 100_000, b"[]", b"null"):
        looking.look(body, caller="")
    assert looking.taken().sends == 5


def test_media_ids_are_noticed() -> None:
    looking = shadow()
    looking.look(b'{"to":"1","type":"image","image":{"id":"f1d0c0de"}}', caller="")
    assert looking.taken().media_ids == {"f1d0c0de"}


def test_an_application_is_called_by_its_product() -> None:
    assert application_of("python-requests/2.31 (x) y") == "python-requests/2.31"
    assert application_of("") == "unnamed"
