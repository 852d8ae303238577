"""The endpoints of the On-Premises API by method and address."""

from __future__ import annotations

import pytest

from wamigrate.apis.onprem.endpoints import ENDPOINTS, endpoint_of
from wamigrate.differences.difference import Surface
from wamigrate.differences.registry import load


@pytest.mark.parametrize(
    ("method", "address", "kind"),
    [
        ("POST", "https://wa.example:9090/v1/contacts", "contacts"),
        ("put", "/v1/contacts/16505550111/identity", "identity"),
        ("GET", "/shop/v1/stickerpacks/5c7a/stickers?x=1", "stickerpacks"),
        ("POST", "/v1/users/login", "users"),
        ("POST", "/v1/account/shards", "shards"),
        ("POST", "/v1/account", "registration"),
        ("POST", "/v1/account/verify", "registration"),
        ("POST", "/v1/media/", "media-upload"),
        ("PATCH", "/v1/settings/profile/about", "about"),
        ("GET", "/v1/stats/app", "statistics"),
        ("PUT", "/v1/services/message/gc", "services"),
        ("DELETE", "/v1/messages/gBEG", "message-removal"),
    ],
)
def test_a_call_finds_its_endpoint(method: str, address: str, kind: str) -> None:
    found = endpoint_of(method, address)
    assert found is not None
    assert found.kind == kind


@pytest.mark.parametrize(
    ("method", "address"), [("POST", "/v1/messages"), ("POST", "/v17.0/1102/messages"), ("GET", "")]
)
def test_another_call_is_none_of_them(method: str, address: str) -> None:
    assert endpoint_of(method, address) is None


def test_what_cloud_has_nothing_for_has_a_difference() -> None:
    """A payload of such a call must at least get a finding."""
    told = {kind for d in load() if d.surface is Surface.ENDPOINT for kind in d.types}
    assert {e.kind for e in ENDPOINTS if e.cloud is None} - told == set()
