"""What uvicorn lets through and we do not: endless headers and trailers, and those that are never finished.

Bodies are the application's business (`http.body_pieces`); here the head of a request is watched, and what
stands around its body.
"""

from __future__ import annotations

import asyncio
from typing import Any, ClassVar

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from wamigrate.bridge.metrics import METRICS
from wamigrate.core.offers import without_offer

__all__ = ["COMPLETE", "Guarded", "guarded"]

COMPLETE = "wamigrate.complete"
"""Set in the scope once the whole request is here: nobody needs to wait for its body."""

R408 = b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
R431 = b"HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
IN_BODY = -1
HEAD_END = b"\r\n\r\n"


class Guarded(HttpToolsProtocol):
    """Refuses a head that is too long or too slow."""

    head_limit: ClassVar[int] = 32_768
    head_time: ClassVar[float] = 15.0

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self._head = 0
        self._tail = b""
        self._beside = 0
        """Bytes since the last of the body: the frames of chunks, and what follows the last one."""
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)  # type: ignore[arg-type]
        self._start()

    def data_received(self, data: bytes) -> None:
        if self._head >= 0:
            self._head += self._of_head(data)
            if self._head > self.head_limit:
                return self._refuse(R431, "head_too_large")
            data = without_offer(data)
        else:
            self._beside += len(data)
        super().data_received(data)
        if self._head == IN_BODY and self._beside > self.head_limit:
            return self._refuse(R431, "trailer_too_large")
        if self._head > 0 and self._timer is None and not self.transport.is_closing():
            self._start()
        return None

    def _of_head(self, data: bytes) -> int:
        """How many of these bytes belong to the head; its end may lie across two pieces."""
        end = data.find(HEAD_END, 0, self.head_limit)
        if end < 0 and self._tail:
            end = (self._tail + data[:3]).find(HEAD_END)
        self._tail = (self._tail + data[-3:])[-3:] if end < 0 else b""
        return len(data) if end < 0 else end

    def on_headers_complete(self) -> None:
        self._head = IN_BODY
        self._beside = 0
        self._stop()
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._beside = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._head = 0
        self.scope[COMPLETE] = True  # type: ignore[literal-required]
        super().on_message_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop()
        super().connection_lost(exc)

    def _start(self) -> None:
        self._timer = self.loop.call_later(self.head_time, self._refuse, R408, "head_too_slow")

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def send_400_response(self, msg: str) -> None:
        METRICS.rejected.labels("malformed").inc()
        super().send_400_response(msg)

    def _refuse(self, answer: bytes, reason: str) -> None:
        self._stop()
        if not self.transport.is_closing():
            METRICS.rejected.labels(reason).inc()
            self.transport.write(answer)
            self.transport.close()


def guarded(head_limit: int, head_time: float) -> type[Guarded]:
    """The protocol with these limits: uvicorn makes its instances itself, so they stand on the class."""
    return type("Guarded", (Guarded,), {"head_limit": head_limit, "head_time": head_time})
