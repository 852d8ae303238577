"""Faults: which call meets which."""

from __future__ import annotations

import pytest

from wamigrate.sim.faults import FaultBoard


def test_a_fault_is_used_as_often_as_told() -> None:
    board = FaultBoard()
    board.add("latency", at=0.0, count=2)
    assert [len(board.for_call("graph", "/x", None)) for _ in range(3)] == [1, 1, 0]
    assert not board


def test_a_fault_meets_only_its_api_path_and_number() -> None:
    board = FaultBoard()
    board.add("status", at=0.0, api="graph", path="/register", number="main")
    assert board.for_call("graph", "/v23.0/1/register/", "main")
    assert not board.for_call("graph", "/v23.0/1/deregister", "main")
    assert not board.for_call("graph", "/v23.0/1/register", "other")
    assert not board.for_call("onprem", "/v1/register", "main")


@pytest.mark.parametrize(
    ("aim", "path", "met"),
    [
        ("/register", "/v23.0/106/register", True),
        ("register", "/v23.0/106/register/", True),
        ("/{phone-number-id}/register", "/v23.0/106/register", True),
        ("/v1/media/{media-id}", "/main/v1/media/ab-1", True),
        ("/v1/media/{media-id}", "/v1/media", False),
        ("*/messages*", "/v23.0/106/messages", True),
        ("/v1/*", "/main/v1/messages", False),
    ],
)
def test_a_path_is_the_end_of_one_or_a_pattern(aim: str, path: str, met: bool) -> None:
    board = FaultBoard()
    board.add("status", at=0.0, path=aim)
    assert bool(board.for_call("graph", path, None)) is met


def test_a_state_is_looked_at_without_being_used_up() -> None:
    board = FaultBoard()
    board.add("gateway", at=0.0, number="main", count=1)
    assert board.peek("gateway", "main")
    assert board.peek("gateway", "other") is None
    assert board.take("gateway", "main")
    assert board.take("gateway", "main") is None


def test_a_call_meets_a_state_once_however_often_it_asks() -> None:
    board = FaultBoard()
    board.add("gateway", at=0.0, number="main", count=2)
    for _ in range(2):
        with board.call("/v1/health"):
            assert [bool(board.peek("gateway", "main")) for _ in range(3)] == [True] * 3
            assert board.take("gateway", "main")
    with board.call("/v1/health"):
        assert board.peek("gateway", "main") is None


def test_chance_is_rolled_once_a_call_and_the_same_for_the_same_seed() -> None:
    def run() -> list[bool]:
        board, met = FaultBoard(), []
        board.add("down", at=0.0, probability=0.5, seed=3)
        for _ in range(20):
            with board.call("/v1/health"):
                met.append({bool(board.peek("down", "main")) for _ in range(3)})
        assert all(len(answers) == 1 for answers in met)
        return [answers.pop() for answers in met]

    assert run() == run()
    assert set(run()) == {True, False}


def test_a_state_can_be_aimed_at_certain_calls() -> None:
    board = FaultBoard()
    board.add("gateway", at=0.0, path="/v1/health")
    with board.call("/main/v1/health/"):
        assert board.peek("gateway", "main")
    with board.call("/v1/messages"):
        assert board.peek("gateway", "main") is None
    assert board.peek("gateway", "main") is None


def test_webhooks_meet_their_faults_one_by_one() -> None:
    board = FaultBoard()
    assert board.webhook("graph", "main") == (1, 0.0, None)
    board.add("webhook_drop", at=0.0, api="onprem", count=1)
    assert board.webhook("graph", "main").copies == 1
    assert [board.webhook("onprem", "main").copies for _ in range(2)] == [0, 1]
    board.add("webhook_duplicate", at=0.0, number="main")
    board.add("webhook_reorder", value=2, at=0.0)
    board.add("webhook_bad_signature", at=0.0, value="missing")
    assert [board.webhook("graph", "main") for _ in range(3)] == [
        (2, 2.0, "missing"),
        (2, 0.0, "missing"),
        (2, 2.0, "missing"),
    ]
    assert board.webhook("graph", "other").copies == 1


def test_a_fault_without_a_number_is_everybodys() -> None:
    board = FaultBoard()
    board.add("down", at=0.0)
    assert board.peek("down", "main")
