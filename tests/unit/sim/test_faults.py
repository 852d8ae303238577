"""Faults: which call meets which."""

from __future__ import annotations

from wamigrate.sim.faults import CALL_KINDS, KINDS, STATE_KINDS, FaultBoard


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


def test_a_state_is_looked_at_without_being_used_up() -> None:
    board = FaultBoard()
    board.add("gateway", at=0.0, number="main", count=1)
    assert board.peek("gateway", "main")
    assert board.peek("gateway", "other") is None
    assert board.take("gateway", "main")
    assert board.take("gateway", "main") is None


def test_a_fault_without_a_number_is_everybodys() -> None:
    board = FaultBoard()
    board.add("down", at=0.0)
    assert board.peek("down", "main")


def test_every_kind_is_explained_once() -> None:
    assert not CALL_KINDS.keys() & STATE_KINDS.keys()
    assert all(len(text) > 10 for text in KINDS.values())
