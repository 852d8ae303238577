"""Media are fetched in two steps.

On-Premises: `GET /v1/media/{id}` answers with the bytes.
Cloud: `GET /{media-id}` answers with an address that is good for five minutes; the bytes are there, for the
    same token.
What we do: never show the address. Whoever stands between fetches the bytes and passes them on.
Source: Meta, Cloud API, "Media"; On-Premises API, "Media".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Edit, Json
from wamigrate.differences.difference import Difference, Finding, Level, Pair, Phase, Surface
from wamigrate.differences.facts import Facts

__all__ = ["difference"]

difference = Difference(
    __name__,
    Surface.RESPONSE,
    types=("media-download",),
    phase=Phase.SHAPE,
    level=Level.CHANGED,
    pairs=[
        Pair(
            title="where the bytes are",
            onprem=None,
            cloud={
                "messaging_product": "whatsapp",
                "url": "https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1234567890",
                "mime_type": "image/png",
                "sha256": "29ed500fa64eb55fc19dc4124acb300e5dcc54a0f822a301ae99944db90b8bcd",
                "file_size": 182859,
                "id": "1234567890",
            },
        ),
    ],
)


@difference.to_onprem
def bytes_instead(payload: Json, facts: Facts) -> Iterator[Finding]:
    yield Finding((), "On-Premises answers with the bytes themselves", (Edit(()),))
