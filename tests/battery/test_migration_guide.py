"""Every entry under "API Differences" of Meta's migration guide has a home."""

from __future__ import annotations

import pytest

from wamigrate.differences.registry import load

HOMES = {
    "Webhooks: payloads are structured differently": ("flat-webhook", "voice-type", "status-recipient"),
    "Webhooks: the app must be subscribed": ("unsubscribed-app",),
    "Webhooks: those of On-Premises end, those of Cloud begin": ("register-downtime", "two-apis-at-once"),
    "Media: IDs of On-Premises cannot be used": ("onprem-media-id", "uploaded-media"),
    "Media: some hosts are not allowed": ("blocked-media-host",),
    "Error codes are different": ("onprem-error-code", "webhook-error-code"),
    "Property validation: unknown properties are refused": ("unknown-property",),
    "Property validation: buttons have an index": ("missing-button-index",),
    "Property validation: no blanks around action and button texts": ("padded-text",),
    "Push-to-talk messages": ("voice-type", "outbound-voice"),
    "Stickerpacks": ("stickerpack",),
    "Downtime": ("register-downtime",),
    "Throughput": ("sharded-throughput",),
    "Official Business Accounts": ("metadata-omitted",),
}


@pytest.mark.parametrize("entry", HOMES)
def test_an_entry_of_the_guide_has_a_home(entry: str) -> None:
    assert [name for name in HOMES[entry] if name not in load()] == []


def test_a_home_says_that_it_comes_from_the_guide() -> None:
    """So that nobody has to look for it in two places."""
    registry = load()
    named = {name: registry.get(name) for names in HOMES.values() for name in names}
    sources = {name: registry.explain(found).source for name, found in named.items() if found is not None}
    assert [name for name, source in sources.items() if "Meta" not in source] == []
