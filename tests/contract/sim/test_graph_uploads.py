"""Resumable uploads and the business profile that they give a picture."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contract.sim.http import Graph, call
from wamigrate.sim.testing import running_simulator

PNG = b"\x89PNG 123456"


def session(graph: Graph, **change: Any) -> Any:
    given = {"file_name": "a.png", "file_length": len(PNG), "file_type": "image/png", **change}
    query = "&".join(f"{k}={v}" for k, v in given.items() if v is not None)
    return graph("POST", f"/v23.0/{graph.app_id}/uploads?{query}")


def put(graph: Graph, upload: str, content: bytes, offset: int) -> Any:
    """Send a part, with Graph's own spelling of the header."""
    headers = {"authorization": f"OAuth {graph.token}", "file_offset": str(offset)}
    return call(graph.url, "POST", f"/v23.0/{upload}", content, headers)


def test_a_file_is_sent_in_parts_and_ends_in_a_handle(graph: Graph) -> None:
    upload = session(graph).json["id"]
    assert upload.startswith("upload:")
    assert "?sig=" in upload
    part = put(graph, upload, PNG[:5], 0)
    assert part.json == {"id": upload, "file_offset": 5}
    assert graph("GET", f"/v23.0/{upload}").json == {"id": upload, "file_offset": 5}
    again = put(graph, upload, PNG, 0)
    assert again.error["error_data"]["details"] == "file_offset must be 5"
    done = put(graph, upload, PNG[5:], 5)
    assert done.json["h"].startswith("4:")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"file_length": None}, "file_length is required."),
        ({"file_length": "big"}, "file_length must be an integer."),
        ({"file_length": 0}, "file_length must be between"),
        ({"file_type": None}, "file_type is required."),
        ({"file_type": "text/html"}, "Param file_type must be one of"),
    ],
)
def test_a_session_needs_a_length_and_a_known_type(graph: Graph, change: Any, words: str) -> None:
    answer = session(graph, **change)
    assert (answer.status, words in answer.error["message"]) == (400, True)


def test_a_session_needs_its_offset_and_its_signature(graph: Graph) -> None:
    upload = session(graph).json["id"]
    assert "file_offset is required" in graph("POST", f"/v23.0/{upload}", PNG).error["message"]
    stranger = upload.partition("?")[0] + "?sig=00"
    assert graph("GET", f"/v23.0/{stranger}").error["error_subcode"] == 33
    assert graph("GET", "/v23.0/upload:none").error["error_subcode"] == 33


def profile(graph: Graph, **given: Any) -> Any:
    path = f"/v23.0/{graph.id('cloud')}/whatsapp_business_profile"
    return graph("POST", path, {"messaging_product": "whatsapp", **given})


FIELDS = "?fields=about,address,description,email,profile_picture_url,websites,vertical"


def test_a_profile_is_changed_and_shown_as_recorded(graph: Graph) -> None:
    upload = session(graph).json["id"]
    handle = put(graph, upload, PNG, 0).json["h"]
    given = {"address": "123, Main Street", "email": "t@example.com", "vertical": "edu"}
    websites = ["https://www.example.com", "https://example.com/shop"]
    assert profile(graph, **given, websites=websites, profile_picture_handle=handle).json == {"success": True}
    path = f"/v23.0/{graph.id('cloud')}/whatsapp_business_profile"
    answer = graph("GET", path + FIELDS)
    (shown,) = answer.json["data"]
    assert list(shown)[-1] == "messaging_product"
    assert shown["websites"] == ["https://www.example.com/", "https://example.com/shop"]
    assert (shown["vertical"], shown["email"]) == ("EDU", "t@example.com")
    assert shown["profile_picture_url"].startswith("https://pps.whatsapp.net/")
    assert b"t\\u0040example.com" in answer.body


def test_a_form_gives_websites_in_brackets(graph: Graph) -> None:
    path = f"/v19.0/{graph.id('cloud')}/whatsapp_business_profile"
    form = "about=Hi&messaging_product=whatsapp&websites%5B%5D=https%3A%2F%2Fwww.example.com"
    answer = graph("POST", path, form, content_type="application/x-www-form-urlencoded")
    assert answer.json == {"success": True}
    assert graph("GET", path + "?fields=websites").json["data"][0]["websites"] == ["https://www.example.com/"]


def test_a_vertical_that_was_never_set_is_undefined(graph: Graph) -> None:
    path = f"/v23.0/{graph.id('cloud')}/whatsapp_business_profile?fields=vertical"
    assert graph("GET", path).json == {"data": [{"vertical": "UNDEFINED", "messaging_product": "whatsapp"}]}


@pytest.mark.parametrize(
    "given",
    [
        {"about": ""},
        {"about": "x" * 140},
        {"address": "x" * 257},
        {"description": "x" * 513},
        {"email": "x" * 129},
        {"email": "nobody"},
        {"vertical": "CIRCUS"},
        {"websites": ["https://a", "https://b", "https://c"]},
        {"websites": ["www.example.com"]},
        {"websites": ["https://" + "x" * 256]},
        {"websites": "https://a"},
        {"profile_picture_handle": "nonsense"},
        {"about": {"a": 1}},
    ],
)
def test_what_a_profile_cannot_hold_is_refused(graph: Graph, given: Any) -> None:
    answer = profile(graph, **given)
    assert (answer.status, answer.error["code"]) == (400, 100)


def test_a_picture_must_be_an_uploaded_image_where_handles_are_checked(graph: Graph) -> None:
    assert profile(graph, profile_picture_handle="4:abc:def").status == 200
    world = '[options]\nupload_handles_checked = true\n[[number]]\nname = "cloud"\nphone = "+16505550106"'
    with running_simulator(world) as sim:
        strict = Graph(sim)
        assert profile(strict, profile_picture_handle="4:abc:def").status == 400
        upload = session(strict, file_type="application/pdf").json["id"]
        handle = put(strict, upload, PNG, 0).json["h"]
        assert profile(strict, profile_picture_handle=handle).status == 400
