"""The short way to Graph for the messages of applications: one small POST over kept connections.

Same library, same verdict between NotSent and MaybeSent as `pyreqwest_transport`; what is left out is what
costs time ten thousand times a second: checks of an address that we made ourselves, and a record of the call.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from pyreqwest.client import Client

from wamigrate.clients.pyreqwest_transport import open_client, trouble
from wamigrate.clients.transport import Request, failure
from wamigrate.errors import AnswerTooLarge

__all__ = ["Endpoint", "Sender", "Sent"]

LARGEST_ANSWER = 1_000_000


@dataclass(frozen=True, slots=True, repr=False)
class Endpoint:
    """Where the messages of one number go. It holds the token, so it is never printed."""

    url: str
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sent:
    """What came back, whatever the status."""

    status: int
    body: bytes


class Sender:
    """One client for all numbers: they share the connections to the same host."""

    def __init__(
        self, *, ca: bytes | None, proxy: str | None, connect_limit: float = 10.0, limit: float = 30.0
    ) -> None:
        self._given = (ca, proxy, connect_limit)
        self._limit = timedelta(seconds=limit)
        self._client: Client | None = None

    async def post(self, endpoint: Endpoint, body: bytes) -> Sent:
        """The answer; NotSent or MaybeSent where there is none."""
        request = (
            self._open()
            .post(endpoint.url)
            .headers(endpoint.headers)
            .timeout(self._limit)
            .body_bytes(body)
            .build_streamed()
        )
        try:
            async with request as response:
                reader = response.body_reader
                answer = bytes(await reader.read(LARGEST_ANSWER + 1) or b"")
                if len(answer) <= LARGEST_ANSWER:
                    return Sent(response.status, answer)
        except Exception as error:
            named = Request("POST", endpoint.url, limit=self._limit.total_seconds())
            failed = failure(trouble(error), named, error, proxy=self._given[1])
        else:
            failed = AnswerTooLarge()
        # Raised out here so that the library's exception does not become its context.
        raise failed

    async def close(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    def _open(self) -> Client:
        if self._client is None:
            ca, proxy, connect_limit = self._given
            self._client = open_client(ca=ca, proxy=proxy, connect_limit=connect_limit)
        return self._client
