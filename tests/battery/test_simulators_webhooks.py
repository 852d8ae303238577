"""Customers say the same to both simulators: what Cloud API tells becomes what On-Premises tells."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.battery.webhooks import WORLD, Ears, alike, covers, translated
from wamigrate.core.payload import JsonObject, dig
from wamigrate.differences.difference import Difference, Pair, Surface
from wamigrate.differences.facts import Facts, Policies
from wamigrate.differences.registry import load
from wamigrate.sim.inbound import INBOUND_TYPES
from wamigrate.sim.testing import running_simulator

CARD = {
    "name": {"formatted_name": "Bob", "first_name": "Bob"},
    "phones": [{"phone": "+16505550122"}],
    **{"addresses": [], "emails": [], "ims": [], "urls": [], "org": {}},
}
ITEM = {"product_retailer_id": "p1", "quantity": 1, "item_price": 2.5, "currency": "USD"}
SAID: dict[str, JsonObject] = {
    "a text": {"type": "text", "text": {"body": "hello"}},
    "a reply": {
        "type": "text",
        "text": {"body": "yes"},
        "context": {"id": "gBEGFmkiWVVPAgkgQkwi7IORac0"},
    },
    "something forwarded": {"type": "text", "text": {"body": "look"}, "context": {"forwarded": True}},
    "a picture": {"type": "image", "image": {"caption": "my shoe"}},
    "a video": {"type": "video", "video": {}},
    "a voice note": {"type": "audio", "audio": {"voice": True}},
    "a sound file": {"type": "audio", "audio": {}},
    "a document": {"type": "document", "document": {"filename": "a.pdf", "caption": "the bill"}},
    "a sticker": {"type": "sticker", "sticker": {}},
    "a place": {"type": "location", "location": {"latitude": 37.4, "longitude": -122.1, "name": "HQ"}},
    "a card": {"type": "contacts", "contacts": [CARD]},
    "a quick reply": {"type": "button", "button": {"text": "No", "payload": "no"}},
    "a button": {
        "type": "interactive",
        "interactive": {"type": "button_reply", "button_reply": {"id": "b1", "title": "Yes"}},
    },
    "a row": {
        "type": "interactive",
        "interactive": {"type": "list_reply", "list_reply": {"id": "r1", "title": "One", "description": "d"}},
    },
    "an order": {"type": "order", "order": {"catalog_id": "1", "product_items": [ITEM], "text": "two"}},
    "something new": {"type": "unsupported"},
    "a reaction": {"type": "reaction", "reaction": {"message_id": "gBEG", "emoji": "👍"}},
    "an opened chat": {"type": "request_welcome"},
}
LIKE_ONPREM = Facts(
    sent_status=True, policies=Policies(reactions="unknown", welcome_requests="unknown", played="read")
)
ONLY_ONPREM = ("metadata",)
"""The pack of a sticker, which Cloud API does not tell."""


@pytest.fixture(scope="module")
def ears() -> Iterator[Ears]:
    with running_simulator(WORLD) as simulator:
        yield Ears(simulator)


@pytest.mark.parametrize("what", SAID)
def test_what_cloud_tells_of_a_message_becomes_what_on_premises_tells(ears: Ears, what: str) -> None:
    onprem, cloud = ears.said(SAID[what])
    assert alike(translated(cloud, LIKE_ONPREM)) == alike(onprem, without=ONLY_ONPREM)


def test_statuses_become_what_on_premises_tells(ears: Ears) -> None:
    def converse(phone: str, number: str) -> None:
        ears.sim.control.customer_says(phone, number)
        send(ears, phone, number)

    onprem, cloud = ears.both(converse, "statuses", 3)
    assert [alike(translated(value, LIKE_ONPREM)) for value in cloud] == [alike(body) for body in onprem]


def test_a_failure_has_the_code_of_on_premises(ears: Ears) -> None:
    onprem, cloud = ears.both(lambda phone, number: send(ears, phone, number), "statuses")
    ours, theirs = translated(cloud[-1], LIKE_ONPREM), onprem[-1]
    assert dig(theirs, "statuses", 0, "errors", 0, "code") == 470
    without = ("title", "details", "href")
    assert alike(ours, without=without) == alike(theirs, without=without)


def test_a_new_number_and_new_keys_are_told_alike(ears: Ears) -> None:
    def move(phone: str, number: str) -> None:
        ears.sim.control.customer_says(phone, number)
        if number == "cloud":
            ears.sim.control.customer_does(phone, "identity")
            ears.sim.control.call("POST", f"/customers/{phone}/number", {"phone": f"44{phone[1:]}"})

    told = ears.both(move, "messages", 3)
    onprem, cloud = ([m for m in one if m["messages"][0]["type"] == "system"] for one in told)
    ours = [translated(value, LIKE_ONPREM) for value in cloud]
    kinds = [dig(body, "messages", 0, "system", "type") for body in ours]
    assert sorted(kinds) == ["user_changed_number", "user_identity_changed"]
    for mine in ours:
        kind = dig(mine, "messages", 0, "system", "type")
        theirs = next(b for b in onprem if dig(b, "messages", 0, "system", "type") == kind)
        assert covers(theirs, mine)


def test_a_deleted_message_is_told_alike(ears: Ears) -> None:
    def regret(phone: str, number: str) -> None:
        written = ears.sim.control.customer_says(phone, number)["id"]
        ears.sim.control.customer_does(phone, "delete", id=written)

    phone_told = ears.both(regret, "messages")
    phone = phone_told[0][0]["messages"][0]["from"]
    revoked = ears.told_of(phone, "graph", "messages", 2)[1]
    onprem = ears.told_of(phone, "onprem", "statuses")[0]
    assert alike(translated(revoked, LIKE_ONPREM)) == alike(onprem)


def send(ears: Ears, phone: str, number: str) -> None:
    """The application writes a text to the customer."""
    text = {"type": "text", "text": {"body": "hi"}}
    if number == "cloud":
        ears.graph.send("cloud", text, to=phone)
    else:
        ears.onprem("POST", "/v1/messages", {"to": phone, **text})


def sayable() -> list[tuple[Difference, Pair]]:
    """Pairs about a message that a customer of the simulators can write."""
    found = []
    for difference in load():
        for pair in difference.pairs if difference.surface is Surface.WEBHOOK else ():
            kind = dig(pair.cloud, "messages", 0, "type")
            if kind in INBOUND_TYPES and kind != "system" and difference.name not in NOT_SAID:
                found.append((difference, pair))
    return found


NOT_SAID = {
    "contacts-block": "people with user names",
    "user-without-number": "people without a number",
    "group-event": "groups",
    "event-timestamp": "times in milliseconds",
    "identity-timestamp": "times of keys as a text",
    "unknown-callback-property": "user ids, which this world leaves out",
    "misshapen-callback": "messages that are none",
    "inbound-context": "what is not so",
    "shared-contacts": "cards that On-Premises fills up; the simulator tells what was said",
    "empty-order-text": "an empty text, which On-Premises leaves out; the simulator tells what was said",
    "ad-referral": "advertisements: the simulator tells what was said",
    "unknown-reply": "replies of kinds that On-Premises never had; the simulator tells what was said",
    "ephemeral-message": "disappearing messages, which Cloud API shows like others",
    "media-link": "paths on a disk, which this world leaves out",
    "reply-id": "ids with blanks, which Cloud API does not take",
}
"""What no customer of the simulators can be made to say, or says to both in the same words."""
PAIRS = sayable()


@pytest.mark.parametrize(
    "number", [pytest.param(n, id=f"{d.name}-{p.title}") for n, (d, p) in enumerate(PAIRS)]
)
def test_both_simulators_really_produce_their_side_of_a_pair(ears: Ears, number: int) -> None:
    _, pair = PAIRS[number]
    message = pair.cloud["messages"][0]
    kind = message["type"]
    said = {key: message[key] for key in ("type", kind, "context") if key in message}
    onprem, cloud = ears.said(said)
    assert covers(pair.cloud, cloud)
    if pair.onprem is not None and pair.facts.policies == Policies() and pair.facts.media_link is None:
        assert covers(pair.onprem, onprem)
