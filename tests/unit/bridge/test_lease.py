"""A lease ends by itself, and the process never believes in it for longer than the store does."""

from __future__ import annotations

import time

from wamigrate.bridge.lease import Lease, boot_time


class Hand:
    """Time moved by hand."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_new_process_has_no_lease() -> None:
    assert Lease(Hand()).left() <= 0


def test_it_counts_from_the_moment_of_asking_not_of_the_answer() -> None:
    hand = Hand()
    lease = Lease(hand)
    hand.now = 103.0
    lease.granted(asked_at=100.0, seconds=10.0)
    assert lease.left() == 7.0


def test_an_answer_that_took_longer_than_the_lease_grants_nothing() -> None:
    hand = Hand()
    lease = Lease(hand)
    hand.now = 111.0
    lease.granted(asked_at=100.0, seconds=10.0)
    assert lease.left() <= 0


def test_a_renewal_in_time_is_the_same_term() -> None:
    hand = Hand()
    lease = Lease(hand)
    lease.granted(100.0, 10.0)
    term = lease.term
    hand.now = 109.9
    lease.granted(109.9, 10.0)
    assert lease.held_since(term)


def test_a_paused_process_that_wakes_has_lost_its_term_even_when_it_renews_first() -> None:
    hand = Hand()
    lease = Lease(hand)
    lease.granted(100.0, 10.0)
    term = lease.term
    hand.now = 110.0
    assert not lease.held_since(term)
    lease.granted(110.0, 10.0)
    assert lease.left() > 0
    assert not lease.held_since(term)


def test_an_older_answer_does_not_shorten_a_newer_lease() -> None:
    hand = Hand()
    lease = Lease(hand)
    lease.granted(105.0, 10.0)
    lease.granted(100.0, 10.0)
    assert lease.left() == 15.0


def test_given_back_it_is_over_at_once() -> None:
    hand = Hand()
    lease = Lease(hand)
    lease.granted(100.0, 10.0)
    lease.given_back()
    assert lease.left() <= 0


def test_boot_time_goes_forward() -> None:
    before = boot_time()
    assert boot_time() >= before
    assert boot_time() - time.monotonic() > -1
