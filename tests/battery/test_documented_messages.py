"""What Meta documents for Cloud API passes as it is: the rules take no offence at what is right already."""

from __future__ import annotations

import copy

import pytest

from tests.contract.sim.test_graph_messages_documented import INTERACTIVE, PLAIN, TEMPLATES
from wamigrate.core.payload import JsonObject
from wamigrate.differences.difference import Direction, Level, Surface
from wamigrate.differences.registry import load
from wamigrate.differences.translate import Translator

LOSSES = ("localized-date",)
"""Documented, accepted, and still not what On-Premises made of it."""
DOCUMENTED = PLAIN | INTERACTIVE | TEMPLATES


@pytest.mark.parametrize("message", DOCUMENTED.values(), ids=list(DOCUMENTED))
def test_a_documented_message_passes(message: JsonObject) -> None:
    payload = {"messaging_product": "whatsapp", "to": "+16505551234", **message}
    done = Translator(load()).translate(Surface.SEND, Direction.TO_CLOUD, copy.deepcopy(payload))
    strict = [(f.difference.name, f.finding.path) for f in done.findings if f.level is not Level.NOTE]
    assert [found for found in strict if found[0] not in LOSSES] == []
    assert done.findings or done.payload == payload
