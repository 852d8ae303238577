"""Logging in to a deployment, and its users."""

from __future__ import annotations

import re

import pytest

from tests.contract.sim.http import OnPrem, call
from wamigrate.sim.testing import Simulator, running_simulator


def test_login_answers_a_token_and_its_end_in_the_layout_that_clients_parse(onprem: OnPrem) -> None:
    answer = onprem.login()
    user = answer.json["users"][0]
    assert answer.status == 200
    assert user["token"].count(".") == 2
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\+00:00", user["expires_after"])
    assert answer.json["meta"]["api_status"] == "stable"


def test_wrong_credentials_are_401_without_a_body(onprem: OnPrem) -> None:
    answer = onprem.login(password="Wrong-1-password")
    assert (answer.status, answer.body) == (401, b"")


def test_a_call_without_a_token_is_401_with_code_1005(onprem: OnPrem) -> None:
    answer = call(onprem.url, "GET", "/v1/settings/application", ca_file=onprem.ca_file)
    assert answer.status == 401
    assert answer.json["errors"][0] == {
        "code": 1005,
        "title": "Access denied",
        "details": "Invalid credentials.",
    }


def test_a_token_lives_for_seven_days(sim: Simulator, onprem: OnPrem) -> None:
    assert onprem("GET", "/v1/health").status == 200
    sim.control.advance(7 * 86400 + 1)
    assert onprem("GET", "/v1/health").status == 401


def test_an_earlier_token_stays_good_and_logout_ends_only_the_one_presented(onprem: OnPrem) -> None:
    first = onprem.login().json["users"][0]["token"]
    onprem.token = onprem.login().json["users"][0]["token"]
    assert onprem("POST", "/v1/users/logout").status == 200
    assert onprem("GET", "/v1/health").status == 401
    onprem.token = first
    assert onprem("GET", "/v1/health").status == 200


def test_the_password_can_be_changed_while_logging_in(onprem: OnPrem) -> None:
    assert onprem.login(body={"new_password": "weak"}).json["errors"][0]["code"] == 1009
    assert onprem.login(body={"new_password": "New-password-1"}).status == 200
    assert onprem.login().status == 401
    assert onprem.login(password="New-password-1").status == 200


def test_users_are_created_shown_changed_and_deleted(onprem: OnPrem) -> None:
    created = onprem("POST", "/v1/users", {"username": "agent1", "password": "Agent-pass-1"})
    assert (created.status, created.json["users"]) == (201, [{"username": "agent1"}])
    assert onprem("GET", "/v1/users/agent1").json["users"] == [{"username": "agent1", "ROLES": "ROLE_USER"}]
    assert onprem("GET", "/v1/users/admin").json["users"][0]["ROLES"] == "ROLE_ADMIN"
    again = onprem("POST", "/v1/users", {"username": "agent1", "password": "Agent-pass-1"})
    assert again.json["errors"][0]["code"] == 1014
    assert onprem("PUT", "/v1/users/agent1", {"password": "Agent-pass-2"}).status == 200
    assert onprem.login("agent1", "Agent-pass-2").status == 200
    assert onprem("DELETE", "/v1/users/agent1").status == 200
    assert onprem("GET", "/v1/users/agent1").status == 404
    assert onprem("DELETE", "/v1/users/admin").status == 403


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/settings/application"),
        ("POST", "/v1/settings/backup"),
        ("POST", "/v1/settings/account/two-step"),
        ("GET", "/v1/account/shards"),
        ("POST", "/v1/users"),
    ],
)
def test_an_ordinary_user_is_refused_what_needs_the_admin(onprem: OnPrem, method: str, path: str) -> None:
    onprem("POST", "/v1/users", {"username": "agent1", "password": "Agent-pass-1"})
    onprem.token = onprem.login("agent1", "Agent-pass-1").json["users"][0]["token"]
    answer = onprem(method, path, {} if method == "POST" else None)
    assert (answer.status, answer.json["errors"][0]["code"]) == (403, 1005)
    assert onprem("GET", "/v1/health").status == 200


def test_monitoring_may_use_the_api_key_for_health_and_stats_only(onprem: OnPrem) -> None:
    key = {"authorization": f"Apikey {onprem.api_key}"}
    for path in ("/v1/health", "/v1/stats/app", "/metrics"):
        assert call(onprem.url, "GET", path, None, key, onprem.ca_file).status == 200
    assert call(onprem.url, "GET", "/v1/settings/application", None, key, onprem.ca_file).status == 401
    wrong = {"authorization": "Apikey 0123456789ab"}
    assert call(onprem.url, "GET", "/v1/health", None, wrong, onprem.ca_file).status == 401


def test_the_first_password_must_be_changed_where_the_world_says_so() -> None:
    with running_simulator(
        '[[number]]\nname = "fresh"\nphone = "+16505550100"\nfirst_password = true'
    ) as sim:
        onprem = OnPrem(sim, "fresh")
        assert onprem.password == "secret"
        assert onprem.login().json["errors"][0]["code"] == 1024
        assert onprem.login(body={"new_password": "New-password-1"}).status == 200
        assert onprem.login(password="New-password-1").status == 200
