"""When the templates of an account are read, and what becomes of a reading that fails."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from tests.unit.bridge.test_lease import Hand
from wamigrate.bridge.templates import AT_LEAST, PAUSE, Templates
from wamigrate.core.payload import JsonObject
from wamigrate.errors import NotSent

pytestmark = pytest.mark.anyio
LISTED = {"name": "order_ready", "language": "en_US", "status": "APPROVED", "components": []}


class Line(SimpleNamespace):
    """A number whose token may or may not read."""

    def __init__(self, name: str, answers: list[list[JsonObject] | Exception], waba_id: str = "1") -> None:
        super().__init__(name=name, number=SimpleNamespace(waba_id=waba_id), doubts_templates=False)
        self.cloud, self.answers, self.asked = self, answers, 0
        self.known: Any = None

    async def message_templates(self, waba_id: str, fields: str) -> list[JsonObject]:
        assert "components" in fields
        self.asked += 1
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def know_templates(self, templates: Any) -> None:
        self.known = set(templates)


def of(hand: Hand, *lines: Any) -> Templates:
    return Templates(lines, clock=hand)


async def test_one_reading_serves_all_numbers_of_an_account() -> None:
    first, second, other = Line("a", [[LISTED]]), Line("b", []), Line("c", [[]], "2")
    await of(Hand(), first, second, other).turn()
    assert (first.known, second.known, other.known) == (KNOWN, KNOWN, set())


async def test_a_token_that_may_not_read_leaves_it_to_another(caplog: pytest.LogCaptureFixture) -> None:
    first, second = Line("a", [NotSent()]), Line("b", [[LISTED]])
    await of(Hand(), first, second).turn()
    assert first.known == KNOWN
    assert "templates could not be read" in caplog.text


async def test_what_was_known_stays_known_when_a_reading_fails() -> None:
    hand, line = Hand(), Line("a", [[LISTED], NotSent(), []])
    templates = of(hand, line)
    await templates.turn()
    hand.now += PAUSE
    await templates.turn()
    assert (line.asked, line.known) == (2, KNOWN)
    hand.now += PAUSE
    await templates.turn()
    assert (line.asked, line.known) == (3, set())


async def test_a_doubt_has_them_read_sooner_but_not_at_once() -> None:
    hand, line = Hand(), Line("a", [[LISTED], []])
    templates = of(hand, line)
    await templates.turn()
    line.doubts_templates = True
    await templates.turn()
    assert line.asked == 1
    hand.now += AT_LEAST
    await templates.turn()
    assert (line.asked, line.doubts_templates) == (2, False)


KNOWN = {("order_ready", "en_US")}
