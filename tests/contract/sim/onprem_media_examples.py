"""The examples of the On-Premises reference: media, stickers, groups."""

from __future__ import annotations

from tests.contract.sim.examples import ANY_NUMBER, NO_BODY, Example, Like, refused

__all__ = ["EXAMPLES"]

UUID = Like(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")

MEDIA = [
    Example(
        "an upload",
        "POST /v1/media",
        b"\xff\xd8",
        200,
        {"media": [{"id": UUID}]},
        sent={"content-type": "image/jpeg; charset=binary"},
    ),
    Example("a download", "GET /v1/media/{media}", None, 200, b"\x89PNG", {"content-type": "image/png"}),
    Example("no such media", "GET /v1/media/f043afd0-f0ae-4b9c-ab3d-696fb4c8cd68", None, 404, NO_BODY),
    Example("media are deleted", "DELETE /v1/media/{media}"),
    Example(
        "there are none to delete",
        "DELETE /v1/media/f043afd0-f0ae-4b9c-ab3d-696fb4c8cd68",
        None,
        404,
        NO_BODY,
    ),
]

STICKERS = [
    Example(
        "a pack",
        "POST /v1/stickerpacks",
        {"publisher": "Me", "name": "Mine"},
        200,
        {"stickerpacks": [{"id": UUID}]},
    ),
    Example("no packs", "GET /v1/stickerpacks", None, 200, {"stickerpacks": []}),
    Example(
        "what a pack says",
        "GET /v1/stickerpacks/{pack}",
        None,
        200,
        {"stickerpacks": [{"publisher": "Me", "name": "Mine"}]},
    ),
    Example("a pack is changed", "PATCH /v1/stickerpacks/{pack}", {"name": "Ours"}),
    Example("a pack is deleted", "DELETE /v1/stickerpacks/{pack}"),
    Example(
        "a sticker",
        "POST /v1/stickerpacks/{pack}/stickers",
        {"image_data_id": "{media}", "emojis": ["😀"]},
        200,
        {"stickers": [{"index": "0"}]},
    ),
    Example(
        "what a sticker says",
        "GET /v1/stickerpacks/{pack}/stickers/{sticker}",
        None,
        200,
        {"stickers": [{"id": "{media}", "emojis": ["😀"], "image_data_id": "{media}"}]},
    ),
    Example("a sticker is changed", "PATCH /v1/stickerpacks/{pack}/stickers/{sticker}", {"emojis": ["😂"]}),
    Example("a sticker is deleted", "DELETE /v1/stickerpacks/{pack}/stickers/{sticker}"),
    Example(
        "a sticker of WhatsApp",
        "GET /v1/stickerpacks/{whatsapp}/stickers/0?namespace=whatsapp",
        None,
        200,
        {"stickers": [{"id": Like(".+"), "emojis": ["😀", "👋"]}]},
    ),
    refused(
        "WhatsApp's are read-only",
        "DELETE /v1/stickerpacks/{whatsapp}?namespace=whatsapp",
        None,
        403,
        1005,
        "Access denied",
    ),
    refused("no such pack", "GET /v1/stickerpacks/none", None, 404, 1006, "Resource not found"),
]

GROUPS = [
    Example(
        "a group",
        "POST /v1/groups",
        {"subject": "Flowers"},
        200,
        {"groups": [{"creation_time": ANY_NUMBER, "id": Like("16505550100-.+")}]},
    ),
    Example(
        "what a group says",
        "GET /v1/groups/{group}",
        None,
        200,
        {
            "groups": [
                {
                    "admins": ["16505550100"],
                    "creation_time": ANY_NUMBER,
                    "creator": "16505550100",
                    "participants": ["16505550100"],
                    "subject": "Flowers",
                }
            ]
        },
    ),
    Example(
        "an invitation",
        "GET /v1/groups/{group}/invite",
        None,
        200,
        {"groups": [{"link": Like("https://.+")}]},
    ),
]

EXAMPLES = [*MEDIA, *STICKERS, *GROUPS]
