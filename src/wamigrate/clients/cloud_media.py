"""Media on Cloud API, streamed: neither an upload nor a download ever stands in memory as a whole."""

from __future__ import annotations

import contextlib
import re
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from wamigrate.clients.calls import Unreadable, decode, doubtful, plain
from wamigrate.clients.graph import Ask, Graph, part, read_object, refusal, unexpected
from wamigrate.clients.streaming import Incoming, Streamer
from wamigrate.clients.transport import USER_AGENT, Answer
from wamigrate.core.payload import Json, JsonObject, dig
from wamigrate.core.secret import Secret
from wamigrate.errors import CloudError

__all__ = ["CloudMedia", "Place"]

META_HOSTS = ("fbsbx.com", "facebook.com", "whatsapp.net", "fbcdn.net")
ANSWER_LIMIT = 1_000_000


@dataclass(frozen=True, slots=True, repr=False)
class Place:
    """Where a file can be fetched for a few minutes, and what it is."""

    url: str
    mime_type: str
    sha256: str
    size: int | None


class CloudMedia:
    """The media of the numbers that one token may use."""

    def __init__(
        self, graph: Graph, streamer: Streamer, *, base: str, token: Secret, proof: str | None, limit: float
    ) -> None:
        self._graph = graph
        self._streamer = streamer
        self._base = base
        self._token = token
        self._proof = proof
        self._limit = limit

    async def upload(
        self, phone_number_id: str, pieces: AsyncIterator[bytes], size: int, mime_type: str, filename: str
    ) -> str:
        """The new media ID. `size` must be right: it is promised to Meta before the first piece."""
        boundary = secrets.token_hex(16)
        head, tail = _multipart(boundary, mime_type, filename)
        headers = [
            ("authorization", f"Bearer {self._token.reveal()}"),
            ("content-type", f"multipart/form-data; boundary={boundary}"),
            ("content-length", str(len(head) + size + len(tail))),
            ("user-agent", USER_AGENT),
        ]
        url = f"{self._base}/{part(phone_number_id)}/media{self._query()}"
        body = _framed(head, pieces, tail)
        async with self._streamer.exchange("POST", url, headers, body, limit=self._limit) as incoming:
            document = await self._document(incoming)
        media_id = dig(document, "id")
        if not isinstance(media_id, str) or not media_id:
            raise doubtful("Graph", incoming.status)
        return media_id

    async def find(self, phone_number_id: str, media_id: str) -> Place:
        """Where the file lies now; CloudError where Meta does not know it."""
        query = {"phone_number_id": phone_number_id}
        found: JsonObject = await self._graph.ask(Ask("GET", part(media_id), query), read_object)
        url, mime_type = found.get("url"), found.get("mime_type")
        if not isinstance(url, str) or not isinstance(mime_type, str):
            raise unexpected("url")
        size = found.get("file_size")
        number = int(size) if isinstance(size, int | str) and str(size).isdigit() else None
        return Place(url, mime_type, str(found.get("sha256", "")), number)

    @contextlib.asynccontextmanager
    async def fetch(self, place: Place, *, byte_range: str = "") -> AsyncIterator[Incoming]:
        """The file. The token goes to Meta's own hosts and to nobody else."""
        if not self._is_metas(place.url):
            raise unexpected("url of its own")
        headers = [("authorization", f"Bearer {self._token.reveal()}"), ("user-agent", USER_AGENT)]
        if byte_range:
            headers.append(("range", byte_range))
        async with self._streamer.exchange("GET", place.url, headers, limit=self._limit) as incoming:
            yield incoming

    async def delete(self, phone_number_id: str, media_id: str) -> None:
        query = {"phone_number_id": phone_number_id}
        await self._graph.ask(Ask("DELETE", part(media_id), query), read_object)

    def _is_metas(self, url: str) -> bool:
        parts, own = urlsplit(url), urlsplit(self._base)
        if (parts.scheme, parts.netloc) == (own.scheme, own.netloc):
            return True
        host = parts.hostname or ""
        return parts.scheme == "https" and any(host == h or host.endswith(f".{h}") for h in META_HOSTS)

    def _query(self) -> str:
        return f"?{urlencode({'appsecret_proof': self._proof})}" if self._proof else ""

    async def _document(self, incoming: Incoming) -> Json:
        body = b""
        async for piece in incoming.pieces:
            body += piece
            if len(body) > ANSWER_LIMIT:
                raise doubtful("Graph", incoming.status)
        try:
            document = decode(body)
        except Unreadable:
            raise doubtful("Graph", incoming.status) from None
        error = dig(document, "error")
        if isinstance(error, dict):
            raise refusal(Answer(incoming.status, {}, body), error, [self._token])
        if not 200 <= incoming.status < 300:
            raise CloudError(f"Graph API: HTTP {incoming.status}.", status=incoming.status)
        return document


async def _framed(head: bytes, pieces: AsyncIterator[bytes], tail: bytes) -> AsyncIterator[bytes]:
    yield head
    async for piece in pieces:
        yield piece
    yield tail


def _multipart(boundary: str, mime_type: str, filename: str) -> tuple[bytes, bytes]:
    """What goes before the file and after it. Parameters of the type are left out: Meta refuses them."""
    bare = (plain(mime_type, ()) or "application/octet-stream").split(";", 1)[0].strip()
    safe = re.sub(r'[\x00-\x1f"\\\x7f]', "_", filename) or "file"
    fields = {"messaging_product": "whatsapp", "type": bare}
    head = "".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    head += f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{safe}"\r\n'
    head += f"Content-Type: {bare}\r\n\r\n"
    return head.encode(), f"\r\n--{boundary}--\r\n".encode()
