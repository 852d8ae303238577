"""Offers of another protocol are passed over, and nothing else is touched."""

from __future__ import annotations

import pytest

from wamigrate.core.offers import without_offer


@pytest.mark.parametrize("name", [b"Upgrade", b"upgrade", b"UPGRADE "])
def test_an_offer_in_the_head_gets_another_name(name: bytes) -> None:
    request = b"POST / HTTP/1.1\r\n" + name + b": h2c\r\nHost: x\r\n\r\n"
    assert without_offer(request) == b"POST / HTTP/1.1\r\nkeep-alive: h2c\r\nHost: x\r\n\r\n"


@pytest.mark.parametrize(
    "request_",
    [
        b"GET /upgrade HTTP/1.1\r\nUpgrade-Insecure-Requests: 1\r\n\r\n",
        b"GET / HTTP/1.1\r\nX: a\r\nX-Upgrade: b\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\n\r\nbody\r\nUpgrade: h2c\r\n",
        b"",
    ],
)
def test_everything_else_stays(request_: bytes) -> None:
    assert without_offer(request_) == request_
