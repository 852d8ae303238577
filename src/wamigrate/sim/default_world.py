"""The world that `wamigrate sim` starts with when no file is given: seven numbers, each with a story."""

from __future__ import annotations

import secrets

from wamigrate.sim import ids
from wamigrate.sim.spec import AppSpec, NumberSpec, TemplateSpec, WabaSpec, WorldSpec

__all__ = ["APP_ID", "WABA_ID", "completed", "default_spec"]

FIRST_PASSWORD = "secret"  # noqa: S105 - the one that every deployment is delivered with
APP_ID = "670000000000001"
WABA_ID = "102000000000001"
PROFILE: dict[str, str | list[str]] = {
    "address": "1 Market Street, Menlo Park",
    "description": "Flowers for every day",
    "email": "hello@example.com",
    "vertical": "Shopping and Retail",
    "websites": ["https://www.example.com/"],
}


def pin() -> str:
    """Six digits that are no obvious pattern."""
    return f"{secrets.randbelow(900_000) + 100_000}"


def default_spec() -> WorldSpec:
    """Seven numbers in one WABA of one app; secrets are new in every process."""
    return completed(WorldSpec(app=[_app()], waba=[_waba()], number=_numbers()))


def completed(spec: WorldSpec) -> WorldSpec:
    """The same with every id and secret filled in."""
    from msgspec.structs import replace

    waba = spec.waba[0].id
    numbers = [
        replace(
            n,
            phone_number_id=n.phone_number_id or f"{106000000000000 + place}",
            waba=n.waba or waba,
            password=n.password or (FIRST_PASSWORD if n.first_password else ids.password()),
            api_key=n.api_key or secrets.token_hex(16),
            phone=ids.digits(n.phone),
        )
        for place, n in enumerate(spec.number, 1)
    ]
    return replace(spec, number=numbers)


def _app() -> AppSpec:
    return AppSpec(id=APP_ID, name="Flower Shop", secret=secrets.token_hex(16), token=ids.graph_token())


def _waba() -> WabaSpec:
    return WabaSpec(id=WABA_ID, name="Flower Shop", template=_templates())


def _templates() -> list[TemplateSpec]:
    return [
        TemplateSpec(
            name="hello_world",
            header="Hello World",
            body="Welcome and congratulations!! This message demonstrates your ability to send a message.",
            footer="WhatsApp Business Platform sample message",
        ),
        TemplateSpec(
            name="order_ready",
            body="Hi {{1}}, your order {{2}} is ready.",
            buttons=[
                {"type": "QUICK_REPLY", "text": "On my way"},
                {"type": "URL", "text": "Track", "url": "https://www.example.com/o/{{1}}"},
            ],
        ),
        TemplateSpec(name="appointment", header="IMAGE", body="See you on {{1}}."),
        TemplateSpec(name="spring_sale", category="MARKETING", body="Everything must go.", status="PAUSED"),
    ]


def _numbers() -> list[NumberSpec]:
    """One for each way that a move can begin."""
    return [
        NumberSpec(name="main", phone="16505550100", pin=pin(), verified_name="Flower Shop", profile=PROFILE),
        NumberSpec(
            name="sharded",
            phone="16505550101",
            pin=pin(),
            shards=2,
            topology="multiconnect",
            verified_name="Flower Shop Orders",
            peak_per_hour=2400,
        ),
        NumberSpec(
            name="official",
            phone="16505550102",
            pin=pin(),
            oba=True,
            topology="ha",
            verified_name="Flower Shop Official",
            about="Flowers since 1912",
            profile=PROFILE,
        ),
        NumberSpec(name="pinless", phone="16505550103", pin=pin(), pin_told=False),
        NumberSpec(name="open", phone="16505550104"),
        NumberSpec(name="gone", phone="16505550105", pin=pin(), onprem="gone", profile=PROFILE),
        NumberSpec(name="cloud", phone="16505550106", pin=pin(), side="cloud", profile=PROFILE),
    ]
