"""Where the bytes of media are.

On-Premises: `link`, where a client gives one, is an address of its own; older ones gave `file`, a path on
    its disk.
Cloud: `url` leads to Meta, dies after five minutes, and needs the Cloud token.
What we do: never pass `url` on. The id is what applications fetch by; if the base address of our media is
    known, `link` is given too; `file` only where an operator names a folder (`media_folder`).
Source: Meta, Webhooks, "Messages webhook reference"; On-Premises API, "Webhooks", "Media".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.apis.onprem.callbacks import MEDIA_TYPES
from wamigrate.core.payload import Edit, Json
from wamigrate.differences.difference import Difference, Direction, Finding, Level, Pair, Surface
from wamigrate.differences.events import MESSAGE, message_of
from wamigrate.differences.facts import Facts, Policies
from wamigrate.differences.samples import callback, value

__all__ = ["difference"]

MEDIUM = {"id": "1234567890", "mime_type": "image/jpeg"}
URL = {"url": "https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1234567890"}
FOLDER = "/usr/local/wamedia/shared"
OURS = "https://bridge.example/v1/media/"
PATHS = {"file": f"{FOLDER}/5d1a", "link": f"{OURS}1234567890"}

difference = Difference(
    __name__,
    Surface.WEBHOOK,
    types=MEDIA_TYPES,
    level=Level.NOTE,
    pairs=[
        Pair(
            title="an image with Meta's address",
            onprem=callback(type="image", image=MEDIUM),
            cloud=value(type="image", image={**MEDIUM, **URL}),
            only=Direction.TO_ONPREM,
        ),
        Pair(
            title="an image with our own address",
            onprem=callback(type="image", image={**MEDIUM, "link": f"{OURS}1234567890"}),
            cloud=value(type="image", image={**MEDIUM, **URL}),
            facts=Facts(media_link=OURS),
            only=Direction.TO_ONPREM,
        ),
        Pair(
            title="an image for an application that insists on `file`",
            onprem=callback(type="image", image={**MEDIUM, "file": f"{FOLDER}/1234567890"}),
            cloud=value(type="image", image=MEDIUM),
            facts=Facts(policies=Policies(media_folder=FOLDER)),
            only=Direction.TO_ONPREM,
        ),
        Pair(
            title="an image with a path on the deployment's disk",
            onprem=callback(type="image", image={**MEDIUM, **PATHS}),
            cloud=value(type="image", image=MEDIUM),
            only=Direction.TO_CLOUD,
        ),
    ],
)


@difference.to_onprem
def own_link(payload: Json, facts: Facts) -> Iterator[Finding]:
    kind = message_of(payload).get("type", "")
    medium = message_of(payload).get(kind)
    if not isinstance(medium, dict):
        return
    shown = {k: v for k, v in medium.items() if k != "url"}
    ident, folder = medium.get("id"), facts.policies.media_folder
    if facts.media_link and isinstance(ident, str):
        shown["link"] = facts.media_link + ident
    if folder and isinstance(ident, str):
        shown["file"] = f"{folder.rstrip('/')}/{ident}"
    if shown != medium:
        path = (*MESSAGE, kind)
        yield Finding(path, "Meta's address is of no use to the application", (Edit(path, shown),))


@difference.to_cloud
def no_paths(payload: Json, facts: Facts) -> Iterator[Finding]:
    kind = message_of(payload).get("type", "")
    medium = message_of(payload).get(kind)
    for key in ("file", "link", "status"):
        if isinstance(medium, dict) and key in medium:
            path = (*MESSAGE, kind, key)
            yield Finding(path, f"Cloud has no `{key}` in webhooks", (Edit(path),))
