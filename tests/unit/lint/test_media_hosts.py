"""Media hosts are tried as Cloud API would fetch from them: real sockets, a real server."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from wamigrate.lint.links import links_in
from wamigrate.lint.media_hosts import Host, look_at_hosts

ANSWERS: dict[str, tuple[int, dict[str, str], bytes]] = {
    "/a.jpg": (200, {"content-type": "image/jpeg"}, b"x" * 10),
    "/moved": (302, {"location": "https://cdn.example/a.jpg?secret=1"}, b""),
    "/page": (200, {"content-type": "text/html; charset=utf-8"}, b"<p>"),
    "/large": (200, {"content-type": "image/webp"}, b"x" * 600_000),
    "/secret": (401, {}, b""),
}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        status, headers, body = ANSWERS[self.path]
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        return


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=running.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{running.server_address[1]}"
    running.shutdown()
    running.server_close()
    thread.join()


def look(link: str, *, private: bool = True) -> Host:
    (host,) = asyncio.run(look_at_hosts({"host": link}, private=private))
    return host


@pytest.mark.parametrize(
    ("path", "seen"),
    [
        ("/a.jpg", "image/jpeg of 10 bytes"),
        ("/moved", "redirects (302); media links should answer themselves, to cdn.example"),
        ("/page", "says Content-Type text/html, which Cloud API takes for no kind of media"),
        ("/large", "image/webp of 600,000 bytes; Cloud API takes 512,000"),
        ("/secret", "answers 401 to somebody without credentials"),
    ],
)
def test_each_host_says_what_was_seen(server: str, path: str, seen: str) -> None:
    assert look(server + path).seen.startswith(seen)


def test_a_private_address_is_not_asked_unless_that_is_wanted(server: str) -> None:
    host = look(server + "/a.jpg", private=False)
    assert (host.good, host.seen) == (False, "its address 127.0.0.1 is private: Meta cannot reach it")


@pytest.mark.parametrize("link", ["http://no.such.host.invalid/a", "http://[", "http://127.0.0.1:1/a"])
def test_what_cannot_be_reached_is_said_and_nothing_fails(link: str) -> None:
    assert not look(link).good


def test_one_link_of_each_host_is_collected_at_any_depth() -> None:
    found: dict[str, str] = {}
    links_in(
        {"image": {"link": "https://A.example/1"}, "x": [{"link": "https://a.example/2"}, {"link": 5}]}, found
    )
    links_in({"link": "ftp://b.example/3"}, found)
    assert found == {"a.example": "https://A.example/1"}
