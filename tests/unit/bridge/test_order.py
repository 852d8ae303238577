"""Whatever happens on the way, no message overtakes an earlier one to its recipient, and none is lost."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Sequence
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.bridge.stand import NUMBER, Stand, open_stand, settings_of, store_of, until
from wamigrate.bridge.routes import Unavailable, Way
from wamigrate.bridge.seams import Notice, NotYet, Outcome, Refused, Unknown
from wamigrate.store.hot import held
from wamigrate.store.routes import RouteState

HOLD, DRAINING, CLOUD, ONPREM = RouteState.HOLD, RouteState.DRAINING, RouteState.CLOUD, RouteState.ONPREM

RECIPIENTS = ("r1", "r2", "r3")
TROUBLE: tuple[Outcome, ...] = (
    NotYet(0.01),
    NotYet(0.01, whole_number=False),
    Unknown(),
    Refused(Notice("failed", b"no")),
)
send = st.sampled_from(RECIPIENTS)
steps = st.lists(send | st.sampled_from(("hold", "give up", "release")), max_size=30)
trouble = st.lists(st.tuples(send, st.sampled_from(TROUBLE)), max_size=5)


async def one_send(stand: Stand, recipient: str, text: str) -> str:
    """What a handler does; "refused" only when the bridge said so."""
    while True:
        try:
            admission = await stand.plane.routes.admit(NUMBER)
        except Unavailable:
            return "refused"
        with admission:
            if admission.way is Way.HOLD or stand.plane.queue.waits(NUMBER, recipient):
                queue = stand.plane.queue
                if await queue.hold(admission, recipient=recipient, body=text.encode()) is None:
                    continue
                return "held"
            stand.sender.sent.append((recipient, text, admission.way))
            return admission.way.value


async def walk(stand: Stand, words: Sequence[str]) -> dict[str, list[str]]:
    """Send and move; what was accepted for each recipient, in order."""
    accepted: dict[str, list[str]] = {who: [] for who in RECIPIENTS}
    for n, word in enumerate(words):
        state = stand.route.state
        if word in RECIPIENTS:
            if await one_send(stand, word, str(n)) != "refused":
                accepted[word].append(str(n))
        elif word == "hold" and state in (ONPREM, DRAINING) and stand.route.target is not CLOUD:
            await moved(stand, HOLD)
        elif word == "give up" and state is HOLD:
            await moved(stand, DRAINING, target=ONPREM)
        elif word == "release" and state is HOLD:
            await moved(stand, DRAINING, target=CLOUD)
    return accepted


async def moved(stand: Stand, to: RouteState, target: RouteState | None = None) -> None:
    """A change as the migration makes it; the keeper may have been faster."""
    try:
        await stand.move(to, target=target)
    except AssertionError:
        await until(lambda: stand.seen_epoch == stand.route.epoch)


async def left(stand: Stand) -> int:
    found: int = await stand.plane.hot.read(held.unended, NUMBER)
    return found


async def settled(stand: Stand) -> None:
    """Let the queue run empty."""
    if stand.route.state is HOLD:
        await moved(stand, DRAINING, target=CLOUD)
    async with asyncio.timeout(30):
        while stand.route.state not in (ONPREM, CLOUD) or await left(stand):
            stand.clock.advance(121)
            await asyncio.sleep(0.05)


async def play(words: Sequence[str], troubles: Sequence[tuple[str, Outcome]], folder: Path) -> None:
    chosen = settings_of(f"sqlite:///{folder / 'w.db'}")
    with store_of(chosen) as store:
        async with open_stand(chosen, store) as stand:
            for who, outcome in troubles:
                stand.sender.answers.setdefault(who, []).append(outcome)
            accepted = await walk(stand, words)
            await settled(stand)
            refused = (await stand.counts()).get("refused", 0)
            for who in RECIPIENTS:
                got = list(dict.fromkeys(stand.sender.to(who)))
                assert got == [text for text in accepted[who] if text in got], (words, troubles)
            reached = {text for _, text, _ in stand.sender.sent}
            lost = {text for texts in accepted.values() for text in texts} - reached
            assert len(lost) == refused


@given(steps, trouble)
@settings(deadline=None, max_examples=12, derandomize=True)
def test_whatever_happens_order_is_kept_and_nothing_is_lost(
    words: list[str], troubles: list[tuple[str, Outcome]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(play(words, troubles, Path(folder)))
