"""Customers who hide their phone number.

On-Premises: `from` is always a phone number; applications take it apart, store it and answer to it.
Cloud: from 2026 on a customer with a username may come without `from` and `wa_id`, with `from_user_id` and
    `user_id` only. A status may lack `recipient_id` in the same way.
What we do: give the number under which the application knows this user, if there is one. If not, hold the
    message back, since most applications fail on it; an operator may pass the user id instead
    (`users_without_number = "pass"`). In a status, the number that the application wrote to.
Source: Meta, Cloud API, "Business-scoped user IDs".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import EACH, Edit, Json, every
from wamigrate.differences.difference import Difference, Direction, Finding, Level, Pair, Phase, Surface
from wamigrate.differences.events import MESSAGE, STATUS, dropped, message_of, status_of
from wamigrate.differences.facts import Facts, Policies
from wamigrate.differences.samples import CUSTOMER, callback, status_callback, status_value, value

__all__ = ["difference"]

USER = "US.1491208655302741"
HIDDEN = value(type="text", text={"body": "hi"}, **{"from": None}, from_user_id=USER)
HIDDEN["messages"][0].pop("from")
HIDDEN["contacts"] = [{"profile": {"name": "Ann"}, "user_id": USER}]
DELIVERED = status_value(status="delivered", recipient_user_id=USER)
DELIVERED["statuses"][0].pop("recipient_id")

difference = Difference(
    __name__,
    Surface.WEBHOOK,
    needs=("from_user_id", "recipient_user_id"),
    phase=Phase.SHAPE,
    level=Level.REFUSED,
    pairs=[
        Pair(title="a message from nobody's number", onprem=None, cloud=HIDDEN),
        Pair(
            title="a message from a user whom the application knows by a number",
            onprem=callback(type="text", text={"body": "hi"}),
            cloud=HIDDEN,
            facts=Facts(user_ids={USER: CUSTOMER}),
            only=Direction.TO_ONPREM,
        ),
        Pair(
            title="a message with the user id in place of a number",
            onprem=callback(type="text", text={"body": "hi"}, **{"from": USER})
            | {"contacts": [{"profile": {"name": "Ann"}, "wa_id": USER}]},
            cloud=HIDDEN,
            facts=Facts(policies=Policies(users_without_number="pass")),
            only=Direction.TO_ONPREM,
        ),
        Pair(
            title="a status about a user without a number",
            onprem=status_callback(status="delivered"),
            cloud=DELIVERED,
            facts=Facts(recipients={DELIVERED["statuses"][0]["id"]: CUSTOMER}),
            only=Direction.TO_ONPREM,
        ),
        Pair(
            title="a status about a user whom the application knows by their id",
            onprem=status_callback(status="delivered", recipient_id=USER, message={"recipient_id": USER}),
            cloud=DELIVERED,
            facts=Facts(policies=Policies(users_without_number="pass")),
            only=Direction.TO_ONPREM,
        ),
    ],
)


@difference.to_onprem
def name_the_user(payload: Json, facts: Facts) -> Iterator[Finding]:
    message, status = message_of(payload), status_of(payload)
    user = message.get("from_user_id")
    if isinstance(user, str) and not message.get("from"):
        yield from _named(payload, user, facts)
    receiver = status.get("recipient_user_id")
    if isinstance(receiver, str) and not status.get("recipient_id"):
        number = facts.user_ids.get(receiver) or _written_to(status, facts) or _itself(receiver, facts)
        path = (*STATUS, "recipient_id")
        if number is None:
            yield Finding(path, "the recipient's number is not known", level=Level.CHANGED)
        else:
            yield Finding(path, "the number the message went to", (Edit(path, number),), level=Level.NOTE)


def _named(payload: Json, user: str, facts: Facts) -> Iterator[Finding]:
    number = facts.user_ids.get(user) or _itself(user, facts)
    if number is None:
        yield dropped("the sender has no phone number: held back", Level.REFUSED)
        return
    edits = [Edit((*MESSAGE, "from"), number)]
    for place, contact in every(payload, "contacts", EACH):
        if isinstance(contact, dict) and not contact.get("wa_id"):
            edits.append(Edit((*place, "wa_id"), number))
    yield Finding((), "the sender has no phone number: another name is given", tuple(edits))


def _itself(user: str, facts: Facts) -> str | None:
    """The user id in the place of a number, where the operator wants it."""
    return user if facts.policies.users_without_number == "pass" else None


def _written_to(status: Json, facts: Facts) -> str | None:
    ident = status.get("id")
    return facts.recipients.get(ident) if isinstance(ident, str) else None
