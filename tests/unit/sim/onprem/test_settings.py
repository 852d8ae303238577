"""Application settings: what a change may be, and how it is merged."""

from __future__ import annotations

from typing import Any

import pytest

from wamigrate.sim.onprem.errors import OnPremRefusal
from wamigrate.sim.onprem.settings import check_settings, default_settings, merge, whole_number

RELEASE = (2, 61, 1)


def settings() -> dict[str, Any]:
    return default_settings("16505550100", "https://hooks.example.org/wa")


def test_absent_and_null_fields_stay_as_they_are() -> None:
    now = settings()
    merge(now, {"webhooks": {"url": None, "message": {"sent": True}}, "log_level": None})
    assert now["webhooks"] == {
        "url": "https://hooks.example.org/wa",
        "max_concurrent_requests": 6,
        "message": {"sent": True, "delivered": True, "read": True},
    }
    assert now["log_level"] == "info"


@pytest.mark.parametrize(
    "patch",
    [
        {"heartbeat_interval": "5"},
        {"webhooks": {"url": "", "max_concurrent_requests": "24"}},
        {"media": {"auto_download": []}},
        {"pass_through": False},
        {"anything": {"else": [1]}},
        {"on_call_pager": None},
    ],
)
def test_what_may_be_is_let_through(patch: dict[str, Any]) -> None:
    check_settings(patch, settings(), RELEASE)


@pytest.mark.parametrize(
    "patch",
    [
        {"heartbeat_interval": True},
        {"heartbeat_interval": -1},
        {"heartbeat_interval": "soon"},
        {"webhooks": "https://hooks.example.org/wa"},
        {"webhooks": {"url": False}},
        {"webhooks": {"url": "http://hooks.example.org/wa"}},
        {"webhooks": {"message": {"sent": "yes"}}},
        {"webhooks": {"message": ""}},
        {"media": {"auto_download": "image"}},
        {"media": {"auto_download": ["picture"]}},
        {"pass_through": True},
    ],
)
def test_what_cannot_be_is_refused(patch: dict[str, Any]) -> None:
    with pytest.raises(OnPremRefusal) as refused:
        check_settings(patch, settings(), RELEASE)
    assert refused.value.code == 1009


def test_pass_through_could_be_switched_on_before_it_was_taken_away() -> None:
    check_settings({"pass_through": True}, settings(), (2, 34, 9))


@pytest.mark.parametrize(("value", "number"), [(7, 7), ("7", 7), (None, 3), ("x", 3), ("", 3)])
def test_a_number_may_be_written_as_text(value: Any, number: int) -> None:
    assert whole_number(value, 3) == number
