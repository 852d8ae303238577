"""Settings of the application.

On-Premises: `/v1/settings/application` has the address of the webhook, which callbacks come, media that are
    fetched at once, and more.
Cloud: has no such document. The webhook belongs to the app and the WABA, and callbacks are chosen by field.
What we do: say so. The bridge keeps the document and acts on what it says about webhooks.
Source: Meta, On-Premises API, "Application settings"; migration document, "Webhooks".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Json
from wamigrate.differences.difference import Difference, Finding, Level, Pair, Phase, Surface
from wamigrate.differences.facts import Facts

__all__ = ["difference"]

difference = Difference(
    __name__,
    Surface.ENDPOINT,
    types=("settings",),
    phase=Phase.SHAPE,
    level=Level.CHANGED,
    pairs=[
        Pair(
            title="the address of the webhook",
            onprem={"webhooks": {"url": "https://app.example/callbacks"}, "sent_status": True},
            cloud=None,
        )
    ],
)


@difference.to_cloud
def say_so(payload: Json, facts: Facts) -> Iterator[Finding]:
    yield Finding(
        (),
        "Cloud API has no settings of an application: its webhook is set for the app, the WABA or the number",
    )
