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


def test_several_machines_together_send_what_one_may(tmp_path: Path) -> None:
    machines = []
    for name in ("a", "b", "c"):
        (tmp_path / name).mkdir()
        machines.append(open_budgets(tmp_path / name, shared=True, machines=lambda: 3))
    taken = [budgets.take(0, 0.01, 12.0) for _ in range(6) for budgets in machines]
    pair = [budgets.take_pair("106", "1") for _ in range(PAIR_BURST) for budgets in machines]
    assert (taken.count(True), pair.count(True)) == (12, PAIR_BURST)
    for budgets in machines:
        budgets.close()


def test_a_machine_that_goes_leaves_its_part_to_the_others(tmp_path: Path) -> None:
    alive = [2]
    budgets = open_budgets(tmp_path, shared=False, machines=lambda: alive[0])
    before = [budgets.take(0, 0.01, 8.0) for _ in range(8)].count(True)
    alive[0] = 1
    after = [budgets.take(1, 0.01, 8.0) for _ in range(8)].count(True)
    assert (before, after) == (4, 8)
    budgets.close()


def test_who_sends_alone_for_a_number_has_all_of_a_customers_budget(tmp_path: Path) -> None:
    budgets = open_budgets(tmp_path, shared=False, machines=lambda: 3)
    taken = [budgets.take_pair("106", "1", alone=True) for _ in range(PAIR_BURST + 1)]
    assert taken.count(True) == PAIR_BURST
    budgets.close()


def test_even_many_machines_let_a_message_go_now_and_then(tmp_path: Path) -> None:
    budgets = open_budgets(tmp_path, shared=False, machines=lambda: 100)
    assert budgets.take(0, 1.0, 1.0)
    assert budgets.take_pair("106", "1")
    budgets.close()
