"""From a path to a number."""

from __future__ import annotations

import pytest

from wamigrate.bridge import paths
from wamigrate.bridge.refusals import Refused

NUMBERS = {"main": "M", "other": "O"}


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/v1/messages", ("M", "/v1/messages")),
        ("/metrics", ("M", "/metrics")),
        ("/main/v1/messages", ("M", "/v1/messages")),
        ("/other/v1/health/", ("O", "/v1/health/")),
        ("/other/webhooks/onprem", ("O", "/webhooks/onprem")),
        ("/nobody/v1/health", None),
        ("/", None),
        ("/mainv1/health", None),
    ],
)
def test_a_path_names_a_number(path: str, found: object) -> None:
    assert paths.split(path, NUMBERS, "M") == found


@pytest.mark.parametrize("path", ["/v1/messages", "/v1/media/a-b.c", "/v1/messages/wamid.HBg%3D%2Fx"])
def test_an_ordinary_path_passes(path: str) -> None:
    paths.check(path)


@pytest.mark.parametrize(
    "path",
    ["/v1/../x", "/v1/%2e%2e/x", "/v1/%252e%252e/x", "/v1//x", "/v1/.%5c../x", "/v1/%0d%0aX", "/v1/%00"],
)
def test_a_path_that_could_mean_another_one_is_refused(path: str) -> None:
    with pytest.raises(Refused):
        paths.check(path)


def test_what_is_escaped_in_a_part_stays_in_it() -> None:
    assert paths.segments("/v1/messages/a%2Fb/") == ["", "v1", "messages", "a/b"]
