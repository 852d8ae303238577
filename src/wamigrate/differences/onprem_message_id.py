"""IDs of messages from before the move.

On-Premises: made its own message IDs (`gBEG…`, `ABGG…`).
Cloud: knows only its own (`wamid.…`). A reply to an older message quotes nothing; a reaction to it or a read
    receipt for it fails.
What we do: use the new ID where one is known. A reply loses its quote, which On-Premises did not send
    either; a reaction or a read receipt cannot be sent.
Source: Meta, Cloud API reference, "Messages", "Mark messages as read"; the form of IDs is observed.
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Edit, Json, Path, dig
from wamigrate.differences.difference import MANUAL, Difference, Finding, Level, Pair, Surface
from wamigrate.differences.facts import Facts
from wamigrate.differences.places import as_text
from wamigrate.differences.samples import WAMID, send, sent

__all__ = ["difference"]

OLD = "gBGGFlBVUBEfAgkBAgMEBQYHCAk"
HELLO = {"body": "hello"}
THUMB = "\N{THUMBS UP SIGN}"
PLACES: tuple[Path, ...] = (("context", "message_id"), ("reaction", "message_id"), ("message_id",))

difference = Difference(
    __name__,
    Surface.SEND,
    needs=("message_id",),
    pairs=[
        Pair(
            title="a reply to an old message",
            onprem=send("text", HELLO, context={"message_id": OLD}),
            cloud=sent("text", HELLO),
        ),
        Pair(
            title="a reply whose new ID is known",
            onprem=send("text", HELLO, context={"message_id": OLD}),
            cloud=sent("text", HELLO, context={"message_id": WAMID}),
            facts=Facts(message_ids={OLD: WAMID}),
        ),
        Pair(
            title="a reaction to an old message",
            onprem=send("reaction", {"message_id": OLD, "emoji": THUMB}),
            cloud=None,
        ),
        Pair(title="an old message was read", onprem={"status": "read", "message_id": OLD}, cloud=None),
    ],
)


@difference.to_cloud
def replace(payload: Json, facts: Facts) -> Iterator[Finding]:
    for path in PLACES:
        if path[0] in payload:
            old = as_text(dig(payload, *path))
            if old and not old.startswith("wamid."):
                yield _finding(path, facts.message_ids.get(old))


def _finding(path: Path, new: str | None) -> Finding:
    level = Level.CHANGED if path[0] == "context" else Level.REFUSED
    if new is not None:
        return Finding(path, "Cloud API knows this message by another ID", (Edit(path, new),), level=level)
    if path[0] == "context":
        message = "Cloud API does not know this message; On-Premises did not quote it either"
        return Finding(path[:1], message, (Edit(path[:1]),), level=level)
    return Finding(path, "Cloud API does not know messages from before the move", safety=MANUAL, code=1006)
