"""Opens what one bridge process needs: a line for each number, and what the lines share."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import msgspec

from wamigrate.bridge.budgets import open_budgets
from wamigrate.bridge.callers import Callers
from wamigrate.bridge.files import Files
from wamigrate.bridge.hooks import Hook
from wamigrate.bridge.line import Line
from wamigrate.bridge.links import Allowed, Links
from wamigrate.bridge.outbound import Outbound
from wamigrate.bridge.plane import Plane
from wamigrate.bridge.relay import Deployment
from wamigrate.bridge.shadow import Shadow
from wamigrate.bridge.shelf import Shelf
from wamigrate.clients.calls import Caller, ignore_call
from wamigrate.clients.cloud import CloudClient
from wamigrate.clients.cloud_media import CloudMedia
from wamigrate.clients.graph import Graph, appsecret_proof
from wamigrate.clients.onprem import OnPremClient
from wamigrate.clients.sender import Endpoint, Sender, open_sender
from wamigrate.clients.streaming import Streamer
from wamigrate.clients.transport import (
    Transport,
    base_url,
    check_proxy,
    open_deployment_transport,
    open_transport,
    read_ca,
)
from wamigrate.config import Number, Settings
from wamigrate.core.clock import SystemClock
from wamigrate.differences.facts import Facts, Policies

__all__ = ["TOKENS", "Opened", "open_lines"]

MEDIA_SILENCE = 60.0
TOKENS = "bridge tokens"


@dataclass(frozen=True, slots=True)
class Opened:
    """The lines in the order of the configuration, and what sends for all of them."""

    lines: list[Line]
    outbound: Outbound

    @property
    def by_id(self) -> dict[str, Line]:
        return {line.id: line for line in self.lines}


@asynccontextmanager
async def open_lines(
    settings: Settings, plane: Plane, token_key: bytes, *, shared: Path, workers: int
) -> AsyncIterator[Opened]:
    """Every configured number; all connections are closed at the end."""
    shop = _Shop(settings, plane, token_key, shared=shared, workers=workers)
    try:
        lines = [shop.line(index, number) for index, number in enumerate(settings.number)]
        yield Opened(lines, shop.outbound)
    finally:
        for one in shop.opened:
            await one.close()
        shop.budgets.close()


class _Shop:
    """What the lines share, and how one is made of it."""

    def __init__(
        self, settings: Settings, plane: Plane, token_key: bytes, *, shared: Path, workers: int
    ) -> None:
        self._settings = settings
        self._plane = plane
        self._token_key = token_key
        graph, limit = settings.graph, settings.timing.connect_limit
        ca = read_ca(settings.path(graph.ca_file)) if graph.ca_file else None
        proxy = check_proxy(graph.proxy)
        self._base = f"{base_url(graph.url, key='graph.url')}/{graph.version}"
        self.budgets = open_budgets(shared, shared=workers > 1, machines=lambda: plane.attendance.machines)
        sender = open_sender(ca=ca, proxy=proxy, connect_limit=limit, limit=settings.timing.call_limit)
        self.outbound = Outbound(sender, lambda: plane.clock.now().timestamp())
        self._streamer = Streamer(ca=ca, system=True, proxy=proxy, connect_limit=limit)
        self._transport = open_transport(
            ca_file=settings.path(graph.ca_file) if graph.ca_file else None, proxy=proxy, connect_limit=limit
        )
        bridge = settings.bridge
        self._links = Links(Allowed(bridge.allow_private), limit=MEDIA_SILENCE, total=bridge.body_limit)
        self.opened: list[Sender | Streamer | Transport | Links | Hook] = [
            sender,
            self._streamer,
            self._transport,
            self._links,
        ]
        tls = settings.bridge.tls_cert
        self._ca_pem = settings.path(tls).read_bytes() if tls else None

    def line(self, index: int, number: Number) -> Line:
        settings, plane = self._settings, self._plane
        hook = Hook(connect_limit=settings.timing.connect_limit)
        self.opened.append(hook)
        meta = {"api_status": "stable", "version": settings.bridge.api_version}
        policies = Policies(**msgspec.structs.asdict(settings.inbound))
        facts = Facts(
            phone_number_id=number.phone_number_id,
            waba_id=number.waba_id,
            media_link=self._media_link(number),
            meta=meta,
            policies=policies,
        )
        callers = Callers(
            plane.db, number.phone_number_id, self._token_key, token_life=settings.bridge.token_life
        )
        shelf = Shelf(plane.hot, plane.sealer, number.phone_number_id)
        return Line(
            number=number,
            index=index,
            plane=plane,
            callers=callers,
            deployment=self._deployment(number),
            onprem=self._onprem(number),
            cloud=self._cloud(number),
            files=Files(
                plane.db,
                shelf,
                self._media(number),
                self._links,
                number.phone_number_id,
                limit=settings.bridge.media_limit,
                patience=settings.bridge.relay_limit / 2,
            ),
            hook=hook,
            endpoint=self._endpoint(number),
            budgets=self.budgets,
            shadow=Shadow(number.name, facts, rate=settings.bridge.shadow_rate),
            meta=dict(meta),
            facts=facts,
            ca_pem=self._ca_pem,
        )

    def _media_link(self, number: Number) -> str | None:
        """Where the application can fetch media of customers, for callbacks that are to say so."""
        bridge = self._settings.bridge
        if not bridge.media_links or not bridge.public_url:
            return None
        return f"{bridge.public_url.rstrip('/')}/{number.name}/v1/media/"

    def _deployment(self, number: Number) -> Deployment | None:
        if number.onprem is None:
            return None
        ca_file = self._settings.path(number.onprem.ca_file) if number.onprem.ca_file else None
        streamer = Streamer(
            ca=read_ca(ca_file),
            proxy=check_proxy(number.onprem.proxy),
            connect_limit=self._settings.timing.connect_limit,
        )
        self.opened.append(streamer)
        return Deployment(streamer, base_url(number.onprem.url, key="onprem.url").removesuffix("/v1"))

    def _onprem(self, number: Number) -> OnPremClient | None:
        given = number.onprem
        if given is None or given.password is None:
            return None
        transport = open_deployment_transport(
            ca_file=self._settings.path(given.ca_file) if given.ca_file else None,
            proxy=given.proxy,
            connect_limit=self._settings.timing.connect_limit,
        )
        self.opened.append(transport)
        return OnPremClient(
            transport,
            url=given.url,
            username=given.username,
            password=given.password,
            clock=SystemClock(),
            call_limit=self._settings.bridge.relay_limit,
        )

    def _cloud(self, number: Number) -> CloudClient:
        graph = self._settings.graph
        return CloudClient(
            self._transport,
            url=graph.url,
            version=graph.version,
            token=number.token,
            app_id=graph.app_id,
            app_secret=graph.app_secret,
            clock=SystemClock(),
            call_limit=self._settings.timing.call_limit,
        )

    def _media(self, number: Number) -> CloudMedia:
        graph = self._settings.graph
        caller = Caller(self._transport, api="graph", clock=SystemClock(), on_call=ignore_call)
        return CloudMedia(
            Graph(
                caller,
                base=self._base,
                token=number.token,
                app_secret=graph.app_secret,
                call_limit=self._settings.timing.call_limit,
            ),
            self._streamer,
            base=self._base,
            token=number.token,
            proof=self._proof(number),
            limit=MEDIA_SILENCE,
        )

    def _endpoint(self, number: Number) -> Endpoint:
        proof = self._proof(number)
        query = f"?{urlencode({'appsecret_proof': proof})}" if proof else ""
        return Endpoint(
            f"{self._base}/{number.phone_number_id}/messages{query}",
            {
                "authorization": f"Bearer {number.token.reveal()}",
                "content-type": "application/json",
                "accept": "application/json",
            },
        )

    def _proof(self, number: Number) -> str | None:
        secret = self._settings.graph.app_secret
        return appsecret_proof(number.token, secret) if secret is not None else None
