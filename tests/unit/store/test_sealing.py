"""What is sealed can be read with the same key, in the place it was sealed for, and nowhere else."""

from __future__ import annotations

import asyncio
import multiprocessing
import os

import pytest

from wamigrate.store.database import Database
from wamigrate.store.keys import MasterKey
from wamigrate.store.random_bytes import random_bytes
from wamigrate.store.sealing import Sealer, bridge_sealer
from wamigrate.store.secrets import SecretStore

pytestmark = pytest.mark.anyio

KEY = bytes(range(32))


def test_it_comes_back_in_its_place_only() -> None:
    sealer = Sealer(KEY)
    sealed = sealer.seal(b"hello", "held", "n", "id")
    assert sealer.open(sealed, "held", "n", "id") == b"hello"
    assert sealer.open(sealed, "held", "n", "di") is None
    assert sealer.open(sealed, "heldn", "id") is None
    assert Sealer(bytes(32)).open(sealed, "held", "n", "id") is None


@pytest.mark.parametrize("place", [0, 12, -1])
def test_a_changed_byte_makes_it_unreadable(place: int) -> None:
    sealed = bytearray(Sealer(KEY).seal(b"hello"))
    sealed[place] ^= 1
    assert Sealer(KEY).open(bytes(sealed)) is None


def test_what_is_too_short_is_unreadable() -> None:
    assert Sealer(KEY).open(b"short") is None


def test_the_same_text_is_sealed_differently_each_time() -> None:
    assert len({Sealer(KEY).seal(b"hello") for _ in range(1000)}) == 1000


async def test_every_process_of_a_store_has_the_same_key(database: Database) -> None:
    secrets = SecretStore(database, MasterKey(KEY))
    sealers = await asyncio.gather(*(bridge_sealer(secrets) for _ in range(8)))
    sealed = sealers[0].seal(b"hello")
    assert {sealer.open(sealed) for sealer in sealers} == {b"hello"}


def test_random_bytes_are_never_given_out_twice() -> None:
    found = [random_bytes(12) for _ in range(5000)]
    assert len(set(found)) == 5000
    assert {len(one) for one in found} == {12}
    assert len(random_bytes(10_000)) == 10_000


def test_a_forked_child_gets_others_than_its_parent() -> None:
    random_bytes(1)
    reader, writer = os.pipe()
    context = multiprocessing.get_context("fork")
    child = context.Process(target=lambda: os.write(writer, random_bytes(16)))
    child.start()
    child.join()
    theirs = os.read(reader, 16)
    os.close(reader)
    os.close(writer)
    assert theirs != random_bytes(16)
