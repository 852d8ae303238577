"""Links that Cloud API cannot fetch: fetched by the bridge, uploaded, and sent by ID.

They are behind a media provider's credentials, or on a host inside that the operator allowed.

On-Premises fetched such a link with what its settings held. Cloud API fetches as anybody, and keeps what a
link led to for ten minutes: so long one upload serves every message with the same link.
"""

from __future__ import annotations

import base64
import time
from functools import partial

from wamigrate.bridge.files import Files
from wamigrate.bridge.patience import Patience
from wamigrate.bridge.recent import Recent
from wamigrate.bridge.refusals import Refused
from wamigrate.core.payload import Json, JsonObject, dig
from wamigrate.errors import CloudError
from wamigrate.store.memory import PROVIDER, Memory

__all__ = ["ProviderLinks", "credentials"]

NO_PROVIDER = ""
KEPT_FOR = 600.0
MOST_KEPT = 10_000
UPLOAD_ERROR = 131053


class ProviderLinks:
    """The links of one number."""

    def __init__(self, files: Files, memory: Memory, number: str, *, patience: float) -> None:
        self._files = files
        self._memory = memory
        self._number = number
        self._patience = Patience[str](patience)
        self._kept = Recent[tuple[str, str], tuple[float, str]](MOST_KEPT)

    async def cloud_id(self, medium: JsonObject) -> str | None:
        """Cloud API's ID of what the link leads to; None where nobody knows the provider that it names.

        NotReady while it is fetched, CloudError where it cannot be: On-Premises told that by webhook.
        """
        link, given = medium["link"], medium.get("provider")
        name = given.get("name") if isinstance(given, dict) else given or NO_PROVIDER
        if not isinstance(name, str):
            return None
        kept = self._kept.get((name, link))
        if kept is not None and kept[0] > time.monotonic():
            return kept[1]
        provider = await self._memory.get(self._number, PROVIDER, name) if name else {}
        if provider is None:
            return None
        return await self._patience.result(f"{name} {link}", partial(self._fetch, name, link, provider))

    async def _fetch(self, name: str, link: str, provider: JsonObject) -> str:
        try:
            found = await self._files.fetch_link(link, credentials(provider))
        except Refused as refused:
            title = "Media upload error"
            raise CloudError(title, status=400, code=UPLOAD_ERROR, details=refused.details) from None
        self._kept.keep((name, link), (time.monotonic() + KEPT_FOR, found))
        return found


def credentials(provider: Json) -> list[tuple[str, str]]:
    """The header that a provider's host wants."""
    bearer = dig(provider, "config", "bearer")
    if isinstance(bearer, str):
        return [("authorization", f"Bearer {bearer}")]
    user, password = (dig(provider, "config", "basic", key) for key in ("username", "password"))
    if isinstance(user, str) and isinstance(password, str):
        pair = base64.b64encode(f"{user}:{password}".encode()).decode()
        return [("authorization", f"Basic {pair}")]
    return []
