"""One failing exchange: what is raised, and that nothing in it betrays a secret."""

from __future__ import annotations

import asyncio

import pytest

from wamigrate.clients.transport import Request, Transport
from wamigrate.errors import TransportError

__all__ = ["BEARER", "QUERY", "assert_clean", "fails", "post"]

BEARER = "SECRET-in-a-header"
QUERY = "SECRET-in-the-query"
BODY = b'{"pin": "SECRET-in-the-body"}'


def post(url: str, *, method: str = "POST", limit: float = 5.0, max_bytes: int = 4_000_000) -> Request:
    """A request with a secret in each place where one can be."""
    return Request(
        method,
        f"{url}?input_token={QUERY}",
        {"Authorization": f"Bearer {BEARER}", "Content-Type": "application/json"},
        BODY if method in ("POST", "PUT", "PATCH") else None,
        limit=limit,
        max_bytes=max_bytes,
    )


async def fails(
    transport: Transport, request: Request, kind: type[TransportError], *, fresh: bool = False
) -> TransportError:
    """Sends, expects exactly `kind`, and returns it."""
    with pytest.raises(TransportError) as caught:
        async with asyncio.timeout(20):
            await transport.send(request, fresh=fresh)
    assert type(caught.value) is kind, caught.value
    assert_clean(caught.value)
    assert request.place in caught.value.message or (request.place.split(":")[0] in caught.value.message)
    return caught.value


def assert_clean(error: BaseException | None) -> None:
    """No secret and no exception of a library in what is raised or in what led to it."""
    while error is not None:
        for text in (str(error), repr(error), repr(error.args), repr(getattr(error, "hint", ""))):
            assert "SECRET" not in text
        assert type(error).__module__.split(".")[0] in ("wamigrate", "builtins")
        error = error.__cause__ or error.__context__
