"""Messages that came through an advertisement.

On-Premises: `referral` has the advertisement's picture or video as media of its own: `image` or `video`
    with `id`.
Cloud: `image_url`, `video_url` and `thumbnail_url` lead to Meta, for a short time; also `media_type` and
    `welcome_message`.
What we do: keep the words and the click id. The picture is given if it was fetched; else the finding says
    that it is missing.
Source: Meta, Webhooks, "Messages webhook reference", "Referral object"; On-Premises API, "Webhooks".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Edit, Json
from wamigrate.differences.difference import Difference, Direction, Finding, Level, Pair, Surface
from wamigrate.differences.events import MESSAGE, message_of
from wamigrate.differences.facts import Facts
from wamigrate.differences.samples import callback, value

__all__ = ["difference"]

PLACE = (*MESSAGE, "referral")
LINKS = {"image": "image_url", "video": "video_url"}
ONLY_CLOUD = ("media_type", "image_url", "video_url", "thumbnail_url", "welcome_message")
WORDS = {
    "source_url": "https://fb.me/3cr4Wqqkv",
    "source_id": "120226305854810726",
    "source_type": "ad",
    "headline": "Chat with us",
    "body": "Succulents for everybody",
    "ctwa_clid": "Aff-n8ZTODiE79d22KtAwQKj9e",
}
IMAGE_URL = "https://scontent.xx.fbcdn.net/v/t45.1600-4/1.jpg"
AD = {**WORDS, "media_type": "image", "image_url": IMAGE_URL}

difference = Difference(
    __name__,
    Surface.WEBHOOK,
    needs=("referral",),
    level=Level.CHANGED,
    pairs=[
        Pair(
            title="an advertisement whose picture was not fetched",
            onprem=callback(type="text", text={"body": "hi"}, referral=WORDS),
            cloud=value(type="text", text={"body": "hi"}, referral=AD),
            only=Direction.TO_ONPREM,
        ),
        Pair(
            title="an advertisement whose picture was fetched",
            onprem=callback(type="text", text={"body": "hi"}, referral={**WORDS, "image": {"id": "5d1a"}}),
            cloud=value(type="text", text={"body": "hi"}, referral=AD),
            facts=Facts(fetched={IMAGE_URL: "5d1a"}),
            only=Direction.TO_ONPREM,
        ),
    ],
)


@difference.to_onprem
def show_media(payload: Json, facts: Facts) -> Iterator[Finding]:
    referral = message_of(payload).get("referral")
    if not isinstance(referral, dict) or not any(key in referral for key in ONLY_CLOUD):
        return
    shown = {k: v for k, v in referral.items() if k not in ONLY_CLOUD}
    said, level = "On-Premises has the picture as media", Level.NOTE
    for kind, key in LINKS.items():
        link = referral.get(key)
        if isinstance(link, str) and link in facts.fetched:
            shown[kind] = {"id": facts.fetched[link]}
        elif link is not None:
            said, level = f"the advertisement's {kind} was not fetched", Level.CHANGED
    yield Finding(PLACE, said, (Edit(PLACE, shown),), level=level)
