"""What an operator may choose for messages that On-Premises never had."""

from __future__ import annotations

from tests.unit.differences.ask import edited
from wamigrate.differences import inbound_reaction, welcome_request
from wamigrate.differences.difference import Direction
from wamigrate.differences.facts import Facts, Policies
from wamigrate.differences.samples import value

WAY = Direction.TO_ONPREM


def test_a_reaction_may_be_unknown_or_passed_on_as_it_is() -> None:
    reaction = {"message_id": "wamid.1", "emoji": "👍"}
    payload = value(type="reaction", reaction=reaction)
    unknown = Facts(policies=Policies(reactions="unknown"))
    passed = Facts(policies=Policies(reactions="pass"))
    assert edited(inbound_reaction.difference, WAY, payload, unknown)["messages"][0]["type"] == "unknown"
    assert payload == edited(inbound_reaction.difference, WAY, payload, passed)


def test_a_welcome_request_may_be_unknown_with_a_link_to_the_error() -> None:
    facts = Facts(policies=Policies(welcome_requests="unknown", error_links=True, unknown_title="What?"))
    (error,) = edited(welcome_request.difference, WAY, value(type="request_welcome"), facts)["messages"][0][
        "errors"
    ]
    assert (error["code"], error["title"]) == (501, "What?")
    assert error["href"].startswith("https://")
