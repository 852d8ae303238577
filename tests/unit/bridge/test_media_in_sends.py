"""Where media stand in a send."""

from __future__ import annotations

import pytest

from wamigrate.bridge.media_in_sends import own_ids
from wamigrate.bridge.provider_links import credentials


@pytest.mark.parametrize(
    ("payload", "ids"),
    [
        ({"type": "text", "text": {"body": "hi"}}, []),
        ({"type": "image", "image": {"id": "a"}}, ["a"]),
        ({"type": "image", "image": {"link": "https://x"}}, []),
        ({"type": "interactive", "interactive": {"header": {"type": "image", "image": {"id": "b"}}}}, ["b"]),
        (
            {
                "type": "template",
                "template": {
                    "components": [
                        {"type": "header", "parameters": [{"type": "video", "video": {"id": "c"}}]}
                    ]
                },
            },
            ["c"],
        ),
        ({"type": "template", "template": {"components": "nonsense"}}, []),
        ({"type": "image", "image": "nonsense"}, []),
    ],
)
def test_ids_are_found_wherever_a_file_may_stand(payload: dict[str, object], ids: list[str]) -> None:
    assert own_ids(payload) == ids


@pytest.mark.parametrize(
    ("config", "header"),
    [
        ({"bearer": "tok"}, [("authorization", "Bearer tok")]),
        ({"basic": {"username": "u", "password": "p"}}, [("authorization", "Basic dTpw")]),
        ({}, []),
        ("nonsense", []),
    ],
)
def test_a_providers_credentials_become_a_header(config: object, header: list[tuple[str, str]]) -> None:
    assert credentials({"config": config}) == header
