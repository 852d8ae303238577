"""pywa, unmodified, with its way to graph.facebook.com bent to the simulator."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
from pywa.client import WhatsApp

from wamigrate.sim.testing import Simulator

__all__ = ["ToSimulator", "pywa_client"]


class ToSimulator(httpx.HTTPTransport):
    """What is addressed to graph.facebook.com goes to the simulator."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._target = httpx.URL(url)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        target = self._target
        request.url = request.url.copy_with(scheme=target.scheme, host=target.host, port=target.port)
        request.headers["host"] = target.netloc.decode()
        return super().handle_request(request)


@contextmanager
def pywa_client(sim: Simulator, name: str = "cloud", **given: Any) -> Iterator[WhatsApp]:
    """A client for one number of the world, with the world's app."""
    number = sim.number(name)
    with httpx.Client(transport=ToSimulator(sim.graph["url"])) as session:
        yield WhatsApp(
            phone_id=number["phone_number_id"],
            waba_id=number["waba_id"],
            app_id=sim.graph["app_id"],
            app_secret=sim.graph["app_secret"],
            token=sim.graph["token"],
            session=session,
            business_portfolio_id="700000000000001",
            **given,
        )
