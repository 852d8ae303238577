"""A web server for webhooks: GET and POST are given to functions."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import parse_qsl, urlsplit

__all__ = ["serving"]

Headers = dict[str, str]


@contextmanager
def serving(
    post: Callable[[bytes, Headers], int], get: Callable[[dict[str, str]], str | None] = lambda query: None
) -> Iterator[str]:
    """Serve on a free port; `post` says which status to answer, `get` what (None is 403)."""

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            self.reply(post(body, {k.lower(): v for k, v in self.headers.items()}), "")

        def do_GET(self) -> None:
            text = get(dict(parse_qsl(urlsplit(self.path).query)))
            self.reply(403 if text is None else 200, text or "")

        def reply(self, status: int, text: str) -> None:
            self.send_response(status)
            self.send_header("content-length", str(len(text)))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/webhooks"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
