"""Both transports, so that each test here is run against either of them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Protocol

import pytest

from tests.contract.transport.certificates import Authority
from wamigrate.clients.aiohttp_transport import AiohttpTransport
from wamigrate.clients.pyreqwest_transport import PyreqwestTransport
from wamigrate.clients.transport import Transport


class Open(Protocol):
    """Opens the transport under test."""

    def __call__(
        self, *, ca: bytes | None = None, proxy: str | None = None, connect_limit: float = 5.0
    ) -> Transport: ...


@pytest.fixture(params=[PyreqwestTransport, AiohttpTransport], ids=["pyreqwest", "aiohttp"])
async def opened(request: pytest.FixtureRequest, anyio_backend: str) -> AsyncIterator[Open]:
    made: list[Transport] = []

    def make(*, ca: bytes | None = None, proxy: str | None = None, connect_limit: float = 5.0) -> Transport:
        transport: Transport = request.param(ca=ca, proxy=proxy, connect_limit=connect_limit)
        made.append(transport)
        return transport

    yield make
    for transport in made:
        await transport.close()


@pytest.fixture(scope="session")
def authority() -> Authority:
    return Authority()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path
