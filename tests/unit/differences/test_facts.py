"""What an operator may choose is the same in the configuration and for the rules."""

from __future__ import annotations

import dataclasses

import msgspec

from wamigrate.config import InboundSettings
from wamigrate.differences.facts import Policies


def test_each_policy_is_a_key_of_the_configuration_with_the_same_default() -> None:
    assert dataclasses.asdict(Policies()) == msgspec.structs.asdict(InboundSettings())
