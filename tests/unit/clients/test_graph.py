"""Meta's error envelope in every documented shape, pages, and answers that are none of Meta's."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.clients.fakes import Script, answer, assert_clean, cloud_client
from wamigrate.clients.cloud import CloudClient
from wamigrate.clients.onprem import OnPremClient
from wamigrate.clients.transport import Answer
from wamigrate.core.clock import ManualClock
from wamigrate.core.secret import Secret
from wamigrate.errors import CloudError, MaybeSent, OnPremError


def cloud(*replies: Answer) -> CloudClient:
    return CloudClient(
        Script(*replies),
        url="https://graph.facebook.com",
        version="v23.0",
        token=Secret("SECRET-token"),
        app_id=None,
        app_secret=None,
        clock=ManualClock(),
    )


async def refused(error: Any, status: int = 400, headers: dict[str, str] | None = None) -> CloudError:
    with pytest.raises(CloudError) as caught:
        await cloud(answer({"error": error}, status, headers)).phone_number("1", "id")
    assert_clean(caught.value)
    return caught.value


@pytest.mark.anyio
async def test_the_whole_envelope_is_read() -> None:
    error = await refused(
        {
            "message": "(#131009) Parameter value is not valid",
            "type": "OAuthException",
            "code": 131009,
            "error_data": {
                "messaging_product": "whatsapp",
                "details": "Row title is too long. Max length is 24",
            },
            "fbtrace_id": "AxYz",
        }
    )
    assert error.message == (
        "Graph API: Parameter value is not valid: Row title is too long. Max length is 24 (code 131009)."
    )
    assert (error.status, error.code, error.subcode) == (400, 131009, None)
    assert error.details == "Row title is too long. Max length is 24"
    assert (error.fbtrace_id, error.transient) == ("AxYz", False)
    assert error.hint


@pytest.mark.anyio
async def test_a_subcode_gives_its_own_hint() -> None:
    error = await refused(
        {
            "message": "Unsupported get request. Object with ID '1' does not exist, cannot be loaded.",
            "type": "GraphMethodException",
            "code": 100,
            "error_subcode": 33,
        }
    )
    assert (error.code, error.subcode) == (100, 33)
    assert error.message.endswith("cannot be loaded (code 100, subcode 33).")
    assert "system user" in str(error.hint)


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("extra", "details"),
    [
        ({"error_data": "blame: pin"}, "blame: pin"),
        ({"error_data": {"details": 5}, "error_user_msg": "For people"}, "For people"),
        ({"error_user_title": "Title", "error_user_msg": "For people"}, "For people"),
        ({"error_data": None}, None),
        ({}, None),
    ],
)
async def test_details_come_from_wherever_meta_puts_them(extra: dict[str, Any], details: str | None) -> None:
    error = await refused({"message": "Invalid parameter", "code": 100, **extra})
    assert error.details == details


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("error", "status", "transient"),
    [
        ({"code": 2, "message": "x"}, 503, True),
        ({"code": 100, "message": "x", "is_transient": True}, 400, True),
        ({"code": 80007, "message": "x"}, 400, True),
        ({"code": 3, "message": "x"}, 500, False),
        ({"code": 987654, "message": "x"}, 500, True),
        ({"code": 987654, "message": "x"}, 400, False),
        ({"code": 133005, "message": "x", "is_transient": False}, 400, False),
    ],
)
async def test_whether_waiting_helps_is_a_matter_of_the_code(
    error: dict[str, Any], status: int, transient: bool
) -> None:
    assert (await refused(error, status)).transient is transient


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("error", "message"),
    [
        ({"code": 190}, "Graph API: Access token has expired (code 190)."),
        ({"code": "190", "message": ["x"]}, "Graph API: Access token has expired (code 190)."),
        ({}, "Graph API: the call is refused (code None)."),
        ({"code": 245, "message": "No"}, "Graph API: No (code 245)."),
    ],
)
async def test_incomplete_envelopes_are_understood(error: dict[str, Any], message: str) -> None:
    assert (await refused(error)).message == message


@pytest.mark.anyio
async def test_an_error_inside_a_success_is_an_error() -> None:
    assert (await refused({"code": 1, "message": "x"}, 200)).status == 200


@pytest.mark.anyio
async def test_the_trace_is_taken_from_a_header_where_the_body_has_none() -> None:
    error = await refused({"code": 1, "message": "x"}, 400, {"x-fb-request-id": "FromHeader"})
    assert error.fbtrace_id == "FromHeader"


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (502, b"<html>Bad Gateway SECRET</html>", "no readable answer (HTTP 502)"),
        (503, b"", "no readable answer (HTTP 503)"),
        (302, b"", "redirects, which are not followed (HTTP 302)"),
        (404, b"[]", "no readable answer (HTTP 404)"),
        (400, b'{"error": "text"}', "no readable answer (HTTP 400)"),
        (200, b"[1]", "no readable answer (HTTP 200)"),
        (200, b"\xff\xfe", "no readable answer (HTTP 200)"),
    ],
)
async def test_a_reading_answer_that_is_not_meta_s_is_told_by_its_status(
    status: int, body: bytes, words: str
) -> None:
    with pytest.raises(CloudError) as caught:
        await cloud(answer(body, status)).phone_number("1", "id")
    assert words in caught.value.message
    assert (caught.value.code, caught.value.transient) == (None, status in (502, 503))
    assert_clean(caught.value)


def page(items: list[Any], after: str | None, *, more: bool) -> Any:
    paging: dict[str, Any] = {"cursors": {"before": "b", "after": after}}
    if more:
        paging["next"] = "https://evil.example/steal?access_token=x"
    return answer({"data": items, "paging": paging})


@pytest.mark.anyio
async def test_pages_are_followed_by_their_cursor_and_never_by_their_address() -> None:
    cloud, script = cloud_client(page([{"id": "1"}], "A", more=True), page([{"id": "2"}], "B", more=False))
    assert await cloud.phone_numbers("2", "id") == [{"id": "1"}, {"id": "2"}]
    assert [script.query(0).get("after"), script.query(1).get("after")] == [None, "A"]
    assert {request.place for request in script.requests} == {"graph.facebook.com:443"}
    assert script.query(1)["fields"] == "id"


@pytest.mark.anyio
async def test_an_empty_list_has_no_paging() -> None:
    cloud, script = cloud_client(answer({"data": []}))
    assert await cloud.message_templates("2", "name,status") == []
    assert script.paths == ["GET /v23.0/2/message_templates"]


@pytest.mark.anyio
async def test_pages_that_repeat_themselves_end() -> None:
    cloud, script = cloud_client(page([{"id": "1"}], "A", more=True), page([{"id": "1"}], "A", more=True))
    assert len(await cloud.phone_numbers("2", "id")) == 2
    assert len(script.requests) == 2


@pytest.mark.anyio
async def test_pages_without_end_are_an_error() -> None:
    replies = [page([{"id": str(n)}], str(n), more=True) for n in range(150)]
    cloud, script = cloud_client(*replies)
    with pytest.raises(CloudError, match="still has pages after 100"):
        await cloud.phone_numbers("2", "id")
    assert len(script.requests) == 100


@pytest.mark.anyio
@pytest.mark.parametrize("document", [{}, {"data": {}}, {"data": [1]}, [], "x", None])
async def test_a_list_in_another_shape_is_an_error(document: Any) -> None:
    cloud, _ = cloud_client(answer(document))
    with pytest.raises(CloudError):
        await cloud.subscribed_apps("2")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["error", "errors", "code", "data", "success", "meta", "x"]), inner)
    ),
    max_leaves=8,
)
ANSWERS = st.builds(
    lambda status, body: answer(body, status),
    st.sampled_from([200, 201, 204, 301, 400, 401, 404, 429, 500, 502]),
    st.binary(max_size=60) | JSON,
)


@given(ANSWERS)
def test_register_ends_in_yes_no_meta_s_error_or_doubt_whatever_is_answered(got: Answer) -> None:
    try:
        said = asyncio.run(cloud(got).register("1", pin=Secret("123456"), backup=None))
    except (CloudError, MaybeSent):
        return
    assert said in (True, False)
    assert 200 <= got.status < 300


@given(ANSWERS)
def test_reading_on_premises_ends_in_a_value_or_its_error_whatever_is_answered(got: Answer) -> None:
    login = answer({"users": [{"token": "t"}]})
    onprem = OnPremClient(
        Script(login, got, login, got),
        url="https://wa.example",
        username="admin",
        password=Secret("x"),
        clock=ManualClock(),
    )
    try:
        asyncio.run(onprem.health())
    except OnPremError:
        return
    assert 200 <= got.status < 300
