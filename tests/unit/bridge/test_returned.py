"""What passes between an application and On-Premises stays as it is, but for IDs that they do not share."""

from __future__ import annotations

import asyncio

import pytest

from tests.unit.bridge.stand import NUMBER, Stand, becomes, open_stand, until
from wamigrate.bridge.returned import as_on_premises_knows, as_the_application_knows
from wamigrate.bridge.seams import Sent
from wamigrate.config import Settings
from wamigrate.store.hot import ids
from wamigrate.store.opening import Store
from wamigrate.store.routes import RouteState

pytestmark = pytest.mark.anyio
HOLD, DRAINING, CLOUD, ONPREM = RouteState.HOLD, RouteState.DRAINING, RouteState.CLOUD, RouteState.ONPREM
THEIRS = "gBGGFlA5FpafAgkOuJbRq54qwbM"
ODD = b'{ "statuses" : [{"id": "%s","x":1.50, "recipient_id":"16505551234",\n"status":"sent"}] }'
REPLY = (
    b'{"messages":[{"context":{"from":"1","id":"%s"},"id":"ABGG","text":{"body":"\\u00e9 \\"id\\":\\"'
    + THEIRS.encode()
    + b'\\""}}]}'
)


async def known(stand: Stand, callback: bytes) -> bytes:
    return await as_the_application_knows(stand.plane, NUMBER, callback)


async def went_back(stand: Stand) -> str:
    """A message that was held and went to On-Premises, for the move was given up; its ID of ours."""
    stand.sender.answers["16505551234"] = [Sent(THEIRS)]
    await stand.move(HOLD)
    minted = await stand.hold("16505551234", "one")
    await stand.move(DRAINING, target=ONPREM)
    await stand.drained(ONPREM)
    assert minted is not None
    return minted


@pytest.mark.parametrize("callback", [ODD, REPLY])
async def test_a_callback_about_what_went_back_has_the_applications_id_and_nothing_else_changes(
    stand: Stand, callback: bytes
) -> None:
    minted = await went_back(stand)
    assert await known(stand, callback % THEIRS.encode()) == callback % minted.encode()
    assert await known(stand, callback % b"another") == callback % b"another"


async def test_an_id_with_an_escaped_slash_is_known_too(stand: Stand) -> None:
    await went_back(stand)
    await stand.plane.hot.run(ids.note, NUMBER, "gB/x", "gBEG1", stand.now)
    assert await known(stand, ODD % b"gB\\/x") == ODD % b"gBEG1"


async def test_nobody_looks_for_numbers_from_whose_queue_nothing_ever_went_back(stand: Stand) -> None:
    await until(lambda: not stand.plane.queue.may_have_returned(NUMBER))
    await stand.plane.hot.close()  # whoever looked now would fail
    callback = ODD % THEIRS.encode()
    assert await known(stand, callback) is callback


async def test_a_process_that_comes_later_knows_which_numbers_to_look_for(
    stand: Stand, settings: Settings, store: Store
) -> None:
    minted = await went_back(stand)
    async with open_stand(settings, store, keep=False) as later:
        assert later.plane.queue.may_have_returned(NUMBER)
        assert await known(later, ODD % THEIRS.encode()) == ODD % minted.encode()


async def test_a_status_that_is_faster_than_the_answer_waits_for_it(stand: Stand) -> None:
    stand.sender.answers["16505551234"] = [Sent(THEIRS)]
    stand.sender.gate.clear()
    await stand.move(HOLD)
    minted = await stand.hold("16505551234", "one")
    await stand.move(DRAINING, target=ONPREM)
    await until(lambda: stand.sender.begun == 1)
    told = asyncio.create_task(known(stand, ODD % THEIRS.encode()))
    other = ODD.replace(b"16505551234", b"16505559999") % b"another"
    assert await known(stand, other) == other
    assert not told.done()
    stand.sender.gate.set()
    assert minted is not None
    assert await told == ODD % minted.encode()


async def test_a_message_that_answers_to_one_that_went_back_names_it_as_on_premises_does(
    stand: Stand,
) -> None:
    minted = (await went_back(stand)).encode()
    message = b'{"to":"1", "context": {"message_id":"%s"},"text":{"body":"%s"}}'
    relayed = await as_on_premises_knows(stand.plane, message % (minted, minted))
    assert relayed == message % (THEIRS.encode(), minted)


async def test_an_id_of_cloud_api_is_not_told_to_on_premises(stand: Stand) -> None:
    minted = "gBEG" + "0" * 22
    await stand.plane.hot.run(ids.note, NUMBER, "wamid.x", minted, stand.now)
    message = b'{"context":{"message_id":"%s"}}' % minted.encode()
    assert await as_on_premises_knows(stand.plane, message) == message


async def test_what_on_premises_gets_after_a_lost_answer_is_known_as_well(stand: Stand) -> None:
    stand.sender.answers["16505551234"] = [Sent(THEIRS)]
    with await stand.plane.routes.admit(NUMBER) as admission:
        minted = await stand.plane.queue.unknown(admission, recipient="16505551234", body=b"x", tag="wm1.t")
    stand.clock.advance(121)
    await becomes(lambda: stand.plane.hot.read(ids.wamid_of, minted), lambda found: found == THEIRS)
    assert await known(stand, ODD % THEIRS.encode()) == ODD % minted.encode()
