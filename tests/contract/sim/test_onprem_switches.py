"""Where Meta's documents disagree: the other answer of each switch."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.contract.sim.http import OnPrem, Receiver, call
from wamigrate.sim.testing import Simulator, running_simulator

ADA = "16505551234"
WORLD = """
[options]
send_delay = 0
delivered_delay = 0

[onprem]
token_life = 60
login_ends_tokens = true
profile_shows_unset = true
registration = "open"
groups = false
rate_limits = true
check_namespace = true
keep_unknown_settings = false
identity_refusal = "later"
empty_success = "null"
empty_401 = true
missing_certificate_body = true
version_prefix = false
messages_status = 200
media_status = 201
media_file_path = false
callback_patience = 60

[[number]]
name = "main"
phone = "+16505550100"
pin = "123456"
verified_name = "Flower Shop"

[[number]]
name = "new"
phone = "+16505550101"
pin = "123456"
onprem = "unregistered"
verified_name = "Flower Shop"

[[number]]
name = "aged"
phone = "+16505550102"
client_version = "2.33.4"
"""


@pytest.fixture(scope="module")
def other_simulator() -> Iterator[Simulator]:
    with running_simulator(WORLD) as running:
        yield running


@pytest.fixture
def other(other_simulator: Simulator) -> Simulator:
    other_simulator.control.reset()
    return other_simulator


@pytest.fixture
def main(other: Simulator) -> OnPrem:
    return OnPrem(other)


def text(**more: Any) -> dict[str, Any]:
    return {"to": ADA, "text": {"body": "hi"}, **more}


def test_a_token_is_good_for_as_long_as_the_world_says(other: Simulator, main: OnPrem) -> None:
    assert main("GET", "/v1/health").status == 200
    other.control.advance(61)
    assert main("GET", "/v1/health").status == 401


def test_a_login_ends_the_tokens_before_it(main: OnPrem) -> None:
    main.token = main.login().json["users"][0]["token"]
    assert main("GET", "/v1/health").status == 200
    main.login()
    assert main("GET", "/v1/health").status == 401


def test_unset_fields_of_the_profile_are_shown_empty(main: OnPrem) -> None:
    shown = main("GET", "/v1/settings/business/profile").json["settings"]["business"]["profile"]
    assert shown == {"address": "", "description": "", "email": "", "vertical": "", "websites": []}


def test_a_success_without_payload_is_null(main: OnPrem) -> None:
    answer = main("PATCH", "/v1/settings/profile/about", {"text": "Hi"})
    assert (answer.status, answer.body) == (200, b"null")


def test_every_401_is_without_a_body(main: OnPrem) -> None:
    answer = call(main.url, "GET", "/v1/health", ca_file=main.ca_file)
    assert (answer.status, answer.body) == (401, b"")


def test_the_version_has_no_v(main: OnPrem) -> None:
    assert main("GET", "/v1/health").json["meta"]["version"] == "2.61.1"


def test_messages_are_200_and_media_201(main: OnPrem) -> None:
    assert main("POST", "/v1/messages", text()).status == 200
    assert main("POST", "/v1/media", b"x", content_type="image/png").status == 201


def test_groups_are_gone(main: OnPrem) -> None:
    for method, path in (("GET", "/v1/groups"), ("POST", "/v1/groups"), ("GET", "/v1/groups/x/invite")):
        answer = main(method, path)
        assert (answer.status, answer.json["errors"][0]["code"]) == (404, 1006)


def test_a_certificate_that_is_not_there_is_told_in_json(main: OnPrem) -> None:
    assert main("GET", "/v1/certificates/webhooks/ca").json["errors"][0]["code"] == 1006


def test_unknown_settings_are_forgotten(main: OnPrem) -> None:
    assert main("PATCH", "/v1/settings/application", {"no_such": 1}).status == 200
    assert "no_such" not in main("GET", "/v1/settings/application").json["settings"]["application"]


def test_a_foreign_namespace_is_refused(main: OnPrem) -> None:
    language = {"policy": "deterministic", "code": "en_US"}
    template = {"name": "hello_world", "namespace": "foreign", "language": language}
    answer = main("POST", "/v1/messages", {"to": ADA, "type": "template", "template": template})
    assert answer.json["errors"][0]["code"] == 1009
    own = {**template, "namespace": "a1b2c3d4_0000_1111_2222_333344445555"}
    assert main("POST", "/v1/messages", {"to": ADA, "type": "template", "template": own}).status == 200


def test_too_many_requests_are_refused_until_time_passes(other: Simulator, main: OnPrem) -> None:
    assert main("GET", "/v1/users/admin").status == 200
    other.control.call("POST", "/clock", {"frozen": True})
    answers = [main("GET", "/v1/health") for _ in range(61)]
    assert [a.status for a in answers] == [200] * 60 + [429]
    assert answers[-1].json["errors"][0]["code"] == 1015
    assert main("POST", "/v1/messages", text()).status == 200
    other.control.advance(0.06)
    assert main("GET", "/v1/health").status == 200


def test_a_send_to_new_keys_fails_later(other: Simulator, main: OnPrem, hook: Receiver) -> None:
    settings = {"webhooks": {"url": hook.url}, "show_security_notifications": True}
    main("PATCH", "/v1/settings/application", settings)
    other.control.customer_says(ADA, "main")
    other.control.call("POST", f"/customers/{ADA}/identity")
    hook.wait_for(2)
    assert main("POST", "/v1/messages", text()).status == 200
    assert hook.wait_for(3)[2]["statuses"][0]["errors"][0]["code"] == 480


def test_media_come_without_their_path(other: Simulator, main: OnPrem, hook: Receiver) -> None:
    main("PATCH", "/v1/settings/application", {"webhooks": {"url": hook.url}})
    other.control.customer_says(ADA, "main", type="image", image={})
    assert "file" not in hook.wait_for(1)[0]["messages"][0]["image"]


def test_a_number_is_registered_with_a_code_and_its_pin(other: Simulator) -> None:
    new = OnPrem(other, "new")
    body = {"cc": "1", "phone_number": "6505550101", "method": "sms", "cert": "Q0VSVA=="}
    assert new("POST", "/v1/account", body).json["errors"][0]["code"] == 1005
    sent = new("POST", "/v1/account", {**body, "pin": "123456"})
    assert (sent.status, sent.json["account"]) == (202, [{"vname": "Flower Shop"}])
    assert new("POST", "/v1/account/verify", {"code": "000000"}).json["errors"][0]["code"] == 1005
    assert new("POST", "/v1/account/verify", {"code": other.control.number("new")["otp"]}).status == 201
    assert other.control.number("new")["side"] == "onprem"
    assert new("POST", "/v1/account", body).status == 201


def test_an_aged_client_behaves_as_in_its_days(other: Simulator) -> None:
    aged = OnPrem(other, "aged")
    other.control.customer_says(ADA, "aged")
    assert "contacts" not in aged("POST", "/v1/messages", text()).json
    shards = {"cc": "1", "phone_number": "6505550102", "shards": 2}
    assert aged("POST", "/v1/account/shards", shards).status == 201
    assert aged("PATCH", "/v1/settings/application", {"pass_through": True}).status == 200
    said = other.control.customer_says(ADA, "aged")
    assert aged("PUT", f"/v1/messages/{said['id']}", {"status": "read"}).status == 404
