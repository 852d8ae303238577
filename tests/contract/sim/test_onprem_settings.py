"""Settings, profile, two-step verification, shards, backup."""

from __future__ import annotations

import base64

import pytest

from tests.contract.sim.http import OnPrem
from wamigrate.sim.testing import Simulator


def code(answer: object) -> int:
    return int(answer.json["errors"][0]["code"])  # type: ignore[attr-defined]


def test_settings_are_merged_and_unknown_ones_kept(onprem: OnPrem) -> None:
    before = onprem("GET", "/v1/settings/application").json["settings"]["application"]
    assert before["wa_id"] == "16505550100"
    patch = {"webhooks": {"url": "https://hooks.example.com/wa"}, "no_such": 1, "wa_id": "1"}
    assert onprem("PATCH", "/v1/settings/application", patch).status == 200
    after = onprem("GET", "/v1/settings/application").json["settings"]["application"]
    assert after["webhooks"] == {**before["webhooks"], "url": "https://hooks.example.com/wa"}
    assert (after["wa_id"], after["no_such"]) == ("16505550100", 1)


@pytest.mark.parametrize(
    "patch",
    [
        {"webhooks": {"url": "http://hooks.example.com/wa"}},
        {"webhooks": {"max_concurrent_requests": 7}},
        {"callback_persist": "yes"},
        {"pass_through": True},
    ],
)
def test_settings_that_cannot_be_are_refused(onprem: OnPrem, patch: dict[str, object]) -> None:
    assert code(onprem("PATCH", "/v1/settings/application", patch)) == 1009


def test_plain_http_is_allowed_for_a_webhook_on_loopback(onprem: OnPrem) -> None:
    patch = {"webhooks": {"url": "http://127.0.0.1:1/hook"}}
    assert onprem("PATCH", "/v1/settings/application", patch).status == 200


def test_settings_can_be_reset(onprem: OnPrem) -> None:
    onprem("PATCH", "/v1/settings/application", {"heartbeat_interval": 9})
    assert onprem("DELETE", "/v1/settings/application").status == 200
    settings = onprem("GET", "/v1/settings/application").json["settings"]["application"]
    assert (settings["heartbeat_interval"], settings["webhooks"]["url"]) == (5, "")


def test_about_and_business_profile_are_read_and_changed(onprem: OnPrem) -> None:
    assert onprem("PATCH", "/v1/settings/profile/about", {"text": "Hi"}).status == 200
    about = onprem("GET", "/v1/settings/profile/about").json["settings"]["profile"]["about"]
    assert about == {"text": "Hi"}
    change = {"email": "new@example.com", "vertical": "Education"}
    assert onprem("POST", "/v1/settings/business/profile", change).status == 200
    profile = onprem("GET", "/v1/settings/business/profile").json["settings"]["business"]["profile"]
    assert (profile["email"], profile["vertical"]) == ("new@example.com", "Education")
    assert profile["websites"] == ["https://www.example.com/"]
    assert code(onprem("POST", "/v1/settings/business/profile", {"vertical": "EDU"})) == 1009


def test_a_profile_photo_comes_back_as_it_went_in(onprem: OnPrem) -> None:
    assert onprem("GET", "/v1/settings/profile/photo").status == 404
    onprem("POST", "/v1/settings/profile/photo", b"\xff\xd8photo", content_type="image/jpeg")
    answer = onprem("GET", "/v1/settings/profile/photo")
    assert (answer.headers["content-type"], answer.body) == ("image/jpeg", b"\xff\xd8photo")
    assert onprem("DELETE", "/v1/settings/profile/photo").status == 200


def test_media_providers_come_one_at_a_time(onprem: OnPrem) -> None:
    path = "/v1/settings/application/media/providers"
    provider = {"name": "cdn1", "type": "www", "config": {"bearer": "tok"}}
    assert onprem("POST", path, [provider]).status == 200
    assert code(onprem("POST", path, [provider, provider])) == 1025
    assert onprem("GET", path).json["settings"]["application"]["media"]["providers"] == [provider]
    assert onprem("DELETE", f"{path}/cdn1").status == 200


def test_two_step_takes_six_digits_as_text_and_needs_no_old_pin(sim: Simulator, onprem: OnPrem) -> None:
    path = "/v1/settings/account/two-step"
    assert code(onprem("POST", path, {})) == 1008
    assert code(onprem("POST", path, {"pin": 123456})) == 1009
    assert onprem("POST", path, {"pin": "000111"}).status == 200
    assert sim.control.number("main")["pin"] == "000111"
    assert onprem("DELETE", path).status == 200
    assert sim.control.number("main")["pin"] is None


def test_two_step_can_be_refused_and_needs_a_connection(sim: Simulator, onprem: OnPrem) -> None:
    path = "/v1/settings/account/two-step"
    sim.control.fault("two_step_refused", number="main", count=1)
    assert code(onprem("DELETE", path)) == 1014
    sim.control.fault("gateway", "disconnected", number="main")
    assert code(onprem("DELETE", path)) == 1011


def test_shards_are_shown_and_changed_with_certificate_and_pin(sim: Simulator, onprem: OnPrem) -> None:
    assert OnPrem(sim, "sharded")("GET", "/v1/account/shards").json["account"] == {"shards": 2}
    body = {"cc": "1", "phone_number": "6505550100", "shards": "4", "cert": "Q0VSVA=="}
    assert code(onprem("POST", "/v1/account/shards", body)) == 1005
    assert onprem("POST", "/v1/account/shards", {**body, "pin": "123456"}).status == 201
    assert onprem("GET", "/v1/account/shards").json["account"] == {"shards": 4}
    assert code(onprem("POST", "/v1/account/shards", {**body, "shards": 3})) == 1009


@pytest.mark.parametrize("path", ["/v1/account", "/v1/account/verify"])
def test_registering_on_premises_is_closed_to_everybody(onprem: OnPrem, path: str) -> None:
    answer = onprem("POST", path, {"cc": "1", "phone_number": "6505550100", "method": "sms", "cert": "x"})
    assert answer.json["errors"] == [
        {"code": 1005, "title": "Access denied", "details": "Unknown error: biz_link_on_prem_reg_blocked"}
    ]


def test_a_backup_is_a_text_that_begins_as_real_ones_do(onprem: OnPrem) -> None:
    data = onprem.backup()["data"]
    assert data.startswith("V0FCS")
    assert base64.b64decode(data, validate=True).startswith(b"WAB")
    assert onprem.backup()["data"] != data
    assert code(onprem("POST", "/v1/settings/backup", {})) == 1008


def test_a_backup_can_be_refused_cut_short_and_needs_a_connection(sim: Simulator, onprem: OnPrem) -> None:
    whole = len(onprem.backup()["data"])
    sim.control.fault("truncated_blob", number="main", count=1)
    assert len(onprem.backup()["data"]) == whole // 2
    sim.control.fault("backup_refused", number="main", count=1)
    assert code(onprem("POST", "/v1/settings/backup", {"password": "x"})) == 1014
    sim.control.fault("gateway", "unregistered", number="main")
    assert code(onprem("POST", "/v1/settings/backup", {"password": "x"})) == 1011


def test_a_restore_takes_only_data_and_password_that_fit(onprem: OnPrem) -> None:
    backup = onprem.backup()
    onprem("PATCH", "/v1/settings/profile/about", {"text": "changed"})
    assert code(onprem("POST", "/v1/settings/restore", {**backup, "password": "wrong"})) == 1009
    assert onprem("POST", "/v1/settings/restore", backup).status == 200
    assert (
        onprem("GET", "/v1/settings/profile/about").json["settings"]["profile"]["about"]["text"]
        == "Available"
    )
    assert code(onprem("POST", "/v1/settings/restore", backup)) == 1009


def test_a_restore_brings_settings_profile_and_providers_back(onprem: OnPrem) -> None:
    providers = "/v1/settings/application/media/providers"
    onprem("PATCH", "/v1/settings/application", {"heartbeat_interval": 9})
    onprem("POST", providers, [{"name": "cdn1", "type": "www", "config": {"bearer": "tok"}}])
    backup = onprem.backup()
    onprem("DELETE", "/v1/settings/application")
    onprem("DELETE", f"{providers}/cdn1")
    onprem("POST", "/v1/settings/business/profile", {"vertical": "Education"})
    assert onprem("POST", "/v1/settings/restore", backup).status == 200
    settings = onprem("GET", "/v1/settings/application").json["settings"]["application"]
    assert settings["heartbeat_interval"] == 9
    assert onprem("GET", providers).json["settings"]["application"]["media"]["providers"][0]["name"] == "cdn1"
    profile = onprem("GET", "/v1/settings/business/profile").json["settings"]["business"]["profile"]
    assert profile["vertical"] == "Shopping and Retail"
