"""A line's view of the application settings, which another process may have changed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.bridge.stand import Stand
from wamigrate.bridge.line import Line
from wamigrate.store import settings_document

pytestmark = pytest.mark.anyio


def new_line(stand: Stand) -> Line:
    """A line of which only number and plane are used."""
    unused: Any = None
    [number] = stand.plane.settings.number
    places = (unused,) * 7
    return Line(number, 0, stand.plane, *places, budgets=unused, shadow=unused, meta={}, facts=unused)


@pytest.mark.parametrize("before", [None, ""])
async def test_an_address_that_another_process_has_just_learned_is_not_taken_for_none(
    stand: Stand, before: str | None
) -> None:
    line = new_line(stand)
    document = {"webhooks": {"url": before}} if before is not None else {}
    await settings_document.store(line.memory, line.id, document)
    assert not await line.callback_url()
    await settings_document.store(line.memory, line.id, {"webhooks": {"url": "https://crm.example/hook"}})
    assert await line.callback_url() == "https://crm.example/hook"
