"""Keepers, notes, media and what is forgotten."""

from __future__ import annotations

import pytest

from tests.contract.hot.conftest import ME, NUMBER
from tests.contract.hot.making import NOW, append, counts, event, message, sending
from wamigrate.store.hot import events, held, ids, inbox, keepers, media
from wamigrate.store.hot.program import HotStore
from wamigrate.store.hot.retention import Retention, purge
from wamigrate.store.hot.seen import DAY, make_days

pytestmark = pytest.mark.anyio


async def test_a_number_is_kept_by_one_living_process(hot: HotStore) -> None:
    now = await hot.run(keepers.renew, "process-2", 60.0)
    assert (await hot.run(keepers.claim, "process-2", [NUMBER, "another"], now)).kept == ["another"]
    assert (await hot.run(keepers.claim, ME, [NUMBER, "another"], now)).kept == [NUMBER]


async def test_a_number_whose_keeper_is_dead_is_taken_over(hot: HotStore) -> None:
    now = await hot.run(keepers.renew, "process-2", 600.0)
    assert (await hot.run(keepers.claim, "process-2", [NUMBER], now + 61)).kept == [NUMBER]
    assert await hot.read(keepers.kept, ME) == []


async def test_a_keeper_that_renews_in_time_is_not_replaced(hot: HotStore) -> None:
    now = await hot.run(keepers.renew, ME, 600.0)
    await hot.run(keepers.renew, "process-2", 600.0)
    assert (await hot.run(keepers.claim, "process-2", [NUMBER], now + 599)).kept == []


async def test_a_number_that_was_given_up_can_be_taken_at_once(hot: HotStore) -> None:
    await hot.run(keepers.give_up, ME)
    now = await hot.run(keepers.renew, "process-2", 60.0)
    assert (await hot.run(keepers.claim, "process-2", [NUMBER], now)).kept == [NUMBER]


async def test_notes_are_kept_by_kind_and_replaced(hot: HotStore) -> None:
    await hot.run(ids.remember, NUMBER, "button", {"a": "1", "b": "2"}, NOW)
    await hot.run(ids.remember, NUMBER, "button", {"a": "3"}, NOW)
    assert await hot.read(ids.recall, NUMBER, "button", ["a", "b", "c"]) == {"a": "3", "b": "2"}
    assert await hot.read(ids.recall, NUMBER, "alias", ["a"]) == {}


async def test_media_keep_what_was_known_of_them(hot: HotStore) -> None:
    await hot.run(media.note, NUMBER, "m-1", "upload", NOW, mime_type="image/png")
    await hot.run(media.note, NUMBER, "m-1", "send", NOW + 5)
    await hot.run(media.uploaded, NUMBER, "m-1", "900", NOW + 6)
    found = await hot.read(media.find, NUMBER, "m-1")
    assert found is not None
    assert (found.source, found.mime_type, found.seen_at) == ("upload", "image/png", NOW + 5)
    assert (found.cloud_media_id, found.uploaded_at, found.complete) == ("900", NOW + 6, False)


async def test_media_bytes_come_back_piece_by_piece(hot: HotStore) -> None:
    await hot.run(media.note, NUMBER, "m-1", "upload", NOW)
    for n, body in enumerate((b"one", b"two")):
        await hot.run(media.add_piece, NUMBER, "m-1", n, body)
    await hot.run(media.complete, NUMBER, "m-1", 6, "ab")
    assert [await hot.read(media.piece, NUMBER, "m-1", n) for n in range(3)] == [b"one", b"two", None]
    assert [m.size for m in await hot.read(media.listed, NUMBER)] == [6]
    assert [await hot.run(media.forget, NUMBER, "m-1") for _ in range(2)] == [True, False]
    assert await hot.read(media.piece, NUMBER, "m-1", 0) is None


async def test_what_is_too_old_is_forgotten_and_nothing_else(hot: HotStore) -> None:
    keep = Retention()
    await hot.run(make_days, NOW)
    await hot.run(events.append, event())
    await hot.run(events.append, event())
    first, second = await hot.read(events.page, NUMBER, 0, 10)
    await hot.run(events.delivered, [first.seq], NOW)
    await hot.run(events.dead, second, NOW)
    queued = await sending(hot)
    await hot.run(held.sent, queued, "wamid.1", NOW)
    await append(hot, message())
    assert await purge(hot, NOW + keep.delivered) == 0
    assert await purge(hot, NOW + keep.delivered + 1) == 1
    assert await purge(hot, NOW + keep.dead + 1) == 1
    assert await hot.read(ids.minted_of, ["wamid.1"]) != {}
    assert await purge(hot, NOW + keep.ids + 1) == 1
    assert await hot.read(ids.minted_of, ["wamid.1"]) == {}
    assert (await counts(hot))["waiting"] == 1


async def test_old_days_are_dropped_and_new_ones_made(hot: HotStore) -> None:
    await hot.run(make_days, NOW)
    await hot.run(inbox.receive, [event(message_id="m")], NOW)
    await purge(hot, NOW + 30 * DAY)
    await hot.run(make_days, NOW)
    assert await hot.run(inbox.receive, [event(message_id="m")], NOW) == [True]


async def test_a_process_takes_only_its_fair_share(hot: HotStore) -> None:
    numbers = [NUMBER, "a", "b", "c", "d"]
    now = await hot.run(keepers.renew, "process-2", 60.0)
    second = await hot.run(keepers.claim, "process-2", numbers, now)
    first = await hot.run(keepers.claim, ME, numbers, now)
    assert (second.kept, second.share) == (["a", "b", "c"], 3)
    assert sorted([*first.kept, *second.kept]) == sorted(numbers)


async def test_a_number_that_was_released_can_be_taken_by_another(hot: HotStore) -> None:
    now = await hot.run(keepers.renew, "process-2", 60.0)
    await hot.run(keepers.release, "process-2", NUMBER)
    assert (await hot.run(keepers.claim, "process-2", [NUMBER], now)).kept == []
    await hot.run(keepers.release, ME, NUMBER)
    assert (await hot.run(keepers.claim, "process-2", [NUMBER], now)).kept == [NUMBER]
