"""All clients, so that each test here is run against each of them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Protocol

import pytest

from tests.contract.transport.certificates import Authority
from tests.contract.transport.quick_transport import QuickTransport
from wamigrate.clients.aiohttp_transport import AiohttpTransport
from wamigrate.clients.pyreqwest_transport import PyreqwestTransport
from wamigrate.clients.transport import Transport


class Open(Protocol):
    """Opens the transport under test."""

    def __call__(
        self, *, ca: bytes | None = None, proxy: str | None = None, connect_limit: float = 5.0
    ) -> Transport: ...


LOOPS = [
    pytest.param("asyncio", id="asyncio"),
    pytest.param(("asyncio", {"use_uvloop": True}), id="uvloop"),
]


@pytest.fixture(params=LOOPS)
def anyio_backend(request: pytest.FixtureRequest) -> object:
    """The loop of the migration, and the one of the bridge."""
    return request.param


WHOLE = [
    pytest.param(PyreqwestTransport, id="pyreqwest"),
    pytest.param(AiohttpTransport, id="aiohttp"),
]
"""Those that can do all of it."""


@pytest.fixture(params=[*WHOLE, pytest.param(QuickTransport, id="quick")])
async def opened(request: pytest.FixtureRequest, anyio_backend: str) -> AsyncIterator[Open]:
    async for make in _opening(request):
        yield make


@pytest.fixture(params=WHOLE)
async def opened_whole(request: pytest.FixtureRequest, anyio_backend: str) -> AsyncIterator[Open]:
    """Only those that know proxies and downloads."""
    async for make in _opening(request):
        yield make


async def _opening(request: pytest.FixtureRequest) -> AsyncIterator[Open]:
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
