"""Meta's rates, counted by all processes of a machine."""

from __future__ import annotations

from pathlib import Path

from wamigrate.bridge.budgets import PAIR_BURST, open_budgets


def test_a_number_may_send_a_burst_and_then_waits(tmp_path: Path) -> None:
    budgets = open_budgets(tmp_path, shared=False)
    taken = [budgets.take(0, 0.01, 5.0) for _ in range(7)]
    assert taken == [True] * 5 + [False] * 2
    budgets.close()


def test_numbers_do_not_spend_each_others_budget(tmp_path: Path) -> None:
    budgets = open_budgets(tmp_path, shared=False)
    assert [budgets.take(0, 0.01, 1.0), budgets.take(0, 0.01, 1.0), budgets.take(1, 0.01, 1.0)] == [
        True,
        False,
        True,
    ]
    budgets.close()


def test_one_customer_gets_a_burst_and_others_are_not_touched(tmp_path: Path) -> None:
    budgets = open_budgets(tmp_path, shared=False)
    taken = [budgets.take_pair("106", "16505551234") for _ in range(PAIR_BURST + 2)]
    assert taken.count(True) == PAIR_BURST
    assert budgets.take_pair("106", "16505559999")
    assert budgets.take_pair("107", "16505551234")
    budgets.close()


def test_two_processes_spend_one_budget(tmp_path: Path) -> None:
    one, other = (open_budgets(tmp_path, shared=True) for _ in range(2))
    taken = [budgets.take(3, 0.01, 4.0) for _ in range(3) for budgets in (one, other)]
    assert taken.count(True) == 4
    one.close()
    other.close()
