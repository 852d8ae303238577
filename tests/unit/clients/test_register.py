"""`register`: sent exactly once, and every answer read as yes, no, Meta's error or doubt."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.clients.fakes import answer, assert_clean, cloud_client
from wamigrate.clients.calls import Call
from wamigrate.clients.cloud import Backup
from wamigrate.core.secret import Secret
from wamigrate.errors import CloudError, MaybeSent, NotSent

pytestmark = pytest.mark.anyio

BACKUP = Backup(Secret("SECRET-data"), Secret("SECRET-backup-password"))
YES = answer({"success": True})


async def test_register_sends_pin_and_backup_once_on_a_connection_of_its_own() -> None:
    calls: list[Call] = []
    cloud, script = cloud_client(YES, calls=calls)
    assert await cloud.register("1", pin=Secret("SECRET-pin"), backup=BACKUP) is True
    assert script.paths == ["POST /v23.0/1/register"]
    assert script.body() == {
        "messaging_product": "whatsapp",
        "pin": "SECRET-pin",
        "backup": {"data": "SECRET-data", "password": "SECRET-backup-password"},
    }
    assert (script.fresh, script.requests[0].limit) == ([True], 60.0)
    assert_clean(calls, script.requests, BACKUP)


async def test_register_without_a_backup_sends_none() -> None:
    cloud, script = cloud_client(YES)
    await cloud.register("1", pin=Secret("123456"), backup=None)
    assert script.body() == {"messaging_product": "whatsapp", "pin": "123456"}


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({"success": True}, True),
        ({"success": "true"}, True),
        (True, True),
        ("true", True),
        ({"success": False}, False),
        ({"success": "false"}, False),
        (False, False),
    ],
)
async def test_register_knows_a_plain_yes_and_a_plain_no(document: Any, expected: bool) -> None:
    cloud, _ = cloud_client(answer(document))
    assert await cloud.register("1", pin=Secret("123456"), backup=None) is expected


DOUBTS = [
    (200, b""),
    (200, b"null"),
    (200, b"{}"),
    (200, b"1"),
    (200, b'{"success": 1}'),
    (200, b'{"success": null}'),
    (200, b'{"success": tru'),
    (200, b'{"success": "\xff"}'),
    (200, b"\x1f\x8b\x08\x00compressed"),
    (200, b"<html>SECRET</html>"),
    (204, b""),
    (302, b""),
    (403, b"<html>proxy</html>"),
    (502, b"<html>Bad Gateway</html>"),
    (504, b""),
    (500, b'{"success": true}'),
    (500, b'{"error": "text"}'),
]


@pytest.mark.parametrize(("status", "body"), DOUBTS)
async def test_whatever_else_register_answers_is_maybe_sent(status: int, body: bytes) -> None:
    cloud, script = cloud_client(answer(body, status))
    with pytest.raises(MaybeSent) as caught:
        await cloud.register("1", pin=Secret("123456"), backup=BACKUP)
    assert len(script.requests) == 1
    assert_clean(caught.value)


@pytest.mark.parametrize(
    "outcome",
    [
        NotSent("refused"),
        MaybeSent("lost"),
        answer({"error": {"message": "x", "code": 2, "is_transient": True}}, 503),
        answer({"error": {"message": "x", "code": 190}}, 401),
        answer({"error": {"message": "x", "code": 131057}}, 500),
        answer(b"", 429),
        answer({"success": False}),
    ],
)
async def test_register_is_not_repeated_whatever_happens(outcome: Any) -> None:
    cloud, script = cloud_client(outcome)
    try:
        await cloud.register("1", pin=Secret("123456"), backup=BACKUP)
    except (CloudError, NotSent, MaybeSent) as error:
        assert_clean(error)
    assert len(script.requests) == 1


async def test_a_pin_that_meta_quotes_is_hidden() -> None:
    refusal = {"message": "(#100) Param pin must be six digits - got 12345", "code": 100}
    cloud, _ = cloud_client(answer({"error": refusal}, 400))
    with pytest.raises(CloudError) as caught:
        await cloud.register("1", pin=Secret("12345"), backup=BACKUP)
    assert caught.value.message == "Graph API: Param pin must be six digits - got … (code 100)."
