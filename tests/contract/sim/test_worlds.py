"""What a world file can change about the world."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.contract.sim.http import Graph, OnPrem, eventually, receiver
from wamigrate.sim.testing import Simulator, running_simulator

WORLD = """
[options]
window_survives_move = false
bad_blob_code = 133002
strict_top_level = false
graph_pin_on_onprem = true
media_before_register = false

[[app]]
id = "42001"
secret = "app-secret-1"
token = "EAAmain"
live = false
require_proof = true

[[app]]
id = "42002"
name = "A provider"
secret = "app-secret-2"
token = "EAAprovider"
fields = ["messages"]

[[token]]
value = "EAAexpired"
app = "42002"
expires_after = -60

[[token]]
value = "EAAsoon"
app = "42002"
type = "USER"
expires_after = 3600

[[token]]
value = "EAAnarrow"
app = "42002"
scopes = ["whatsapp_business_messaging"]

[[token]]
value = "EAAelsewhere"
app = "42002"
waba = ["77002"]

[[waba]]
id = "77001"
business_verification_status = "not_verified"
subscribed = ["42001", "42002"]

[[waba]]
id = "77002"

[[number]]
name = "brazil"
phone = "+5531911110000"
wa_id = "553111110000"
pin = "123456"
register_seconds = 0
accepts_after_move = false
after_register = "unregistered"
flushes_after_move = false

[[number]]
name = "down"
phone = "+16505550101"
onprem = "disconnected"
backup_when_down = true

[[number]]
name = "expired"
phone = "+16505550102"
onprem = "expired"
status = "FLAGGED"
name_status = "DECLINED"
account_mode = "SANDBOX"
"""


@pytest.fixture(scope="module")
def strange() -> Iterator[Simulator]:
    with running_simulator(WORLD) as running:
        yield running


@pytest.fixture
def world(strange: Simulator) -> Simulator:
    strange.control.reset()
    return strange


@pytest.fixture
def provider(world: Simulator) -> Graph:
    graph = Graph(world)
    graph.token, graph.app_id, graph.app_token = "EAAprovider", "42002", "42002|app-secret-2"
    return graph


def test_tokens_can_be_expired_narrow_or_of_another_waba(world: Simulator, provider: Graph) -> None:
    path = f"/v23.0/{provider.id('brazil')}"
    assert provider("GET", path, token="EAAexpired").error["error_subcode"] == 463
    assert provider("GET", path, token="EAAnarrow").error["code"] == 10
    assert provider("GET", path, token="EAAelsewhere").error["error_subcode"] == 33
    assert provider("GET", "/v23.0/77002", token="EAAelsewhere").status == 200
    assert provider("GET", path, token="EAAsoon").status == 200
    world.control.advance(3601)
    assert provider("GET", path, token="EAAsoon").error["error_subcode"] == 463


def test_debug_token_tells_the_same(provider: Graph) -> None:
    def data(token: str) -> dict[str, object]:
        path = f"/v23.0/debug_token?input_token={token}"
        found: dict[str, object] = provider("GET", path, token=provider.app_token).json["data"]
        return found

    assert data("EAAexpired")["is_valid"] is False
    assert data("EAAsoon")["type"] == "USER"
    assert data("EAAnarrow")["scopes"] == ["whatsapp_business_messaging"]
    assert data("EAAelsewhere")["granular_scopes"] == [
        {"scope": "whatsapp_business_management", "target_ids": ["77002"]},
        {"scope": "whatsapp_business_messaging", "target_ids": ["77002"]},
    ]


def test_an_app_may_demand_the_proof(world: Simulator, provider: Graph) -> None:
    answer = provider("GET", f"/v23.0/{provider.id('brazil')}", token="EAAmain")
    assert answer.error["message"] == "API calls from the server require an appsecret_proof argument"


def test_an_app_that_is_not_live_hears_nothing_while_another_does(world: Simulator, provider: Graph) -> None:
    assert provider.register("brazil", backup=OnPrem(world, "brazil").backup()).json == {"success": True}
    world.control.customer_says("16505551234", "brazil")
    (sent,) = eventually(lambda: [d for d in world.control.deliveries() if d["api"] == "graph"])
    assert sent["body"]["entry"][0]["id"] == "77001"
    apps = provider("GET", "/v23.0/77001/subscribed_apps").json["data"]
    assert [a["whatsapp_business_api_data"]["id"] for a in apps] == ["42001", "42002"]


def test_a_number_may_be_spelled_differently_on_premises(world: Simulator, provider: Graph) -> None:
    onprem = OnPrem(world, "brazil")
    settings = onprem("GET", "/v1/settings/application").json["settings"]["application"]
    assert settings["wa_id"] == "553111110000"
    assert provider.fields("brazil", "display_phone_number")["display_phone_number"] == "+5531911110000"


def test_a_moved_deployment_may_be_unregistered_and_refuse_sends(world: Simulator, provider: Graph) -> None:
    onprem = OnPrem(world, "brazil")
    provider.register("brazil", backup=onprem.backup())
    assert onprem("GET", "/v1/health").json["health"] == {"gateway_status": "unregistered"}
    assert onprem("GET", "/v1/support").json["support"]["debug_info"] == "unregistered"
    answer = onprem("POST", "/v1/messages", {"to": "16505551234", "text": {"body": "x"}})
    assert (answer.status, answer.json["errors"][0]["code"]) == (503, 1011)


def test_a_moved_deployment_may_keep_its_waiting_callbacks(world: Simulator, provider: Graph) -> None:
    onprem = OnPrem(world, "brazil")
    with receiver() as hook:
        hook.statuses = [500] * 3
        onprem("PATCH", "/v1/settings/application", {"webhooks": {"url": hook.url}})
        world.control.customer_says("16505551234", "brazil")
        hook.wait_for(1)
        eventually(lambda: [d for d in world.control.deliveries() if d["status"] == 500])
        provider.register("brazil", backup=onprem.backup())
        world.control.advance(86400)
        assert world.control.number("brazil")["callbacks_waiting"] == 1
        assert len(hook.got) == 1


def test_the_window_may_end_with_the_move_and_unknown_keys_pass(world: Simulator, provider: Graph) -> None:
    world.control.customer_says("16505551234", "brazil")
    provider.register("brazil", backup=OnPrem(world, "brazil").backup())
    assert provider.send("brazil", {"text": {"body": "x"}, "ttl": "P1D"}).status == 200
    failed = eventually(lambda: [d for d in world.control.deliveries() if "131047" in str(d["body"])])
    assert len(failed) == 1
    assert world.control.inbox("16505551234") == []


def test_open_questions_have_switches(world: Simulator, provider: Graph) -> None:
    backup = OnPrem(world, "brazil").backup()
    changed = {**backup, "data": backup["data"][:-8] + "AAAAAAAA"}
    assert provider.register("brazil", backup=changed).error["code"] == 133002
    assert provider("POST", f"/v23.0/{provider.id('brazil')}", {"pin": "222333"}).json == {"success": True}
    upload = provider("POST", f"/v23.0/{provider.id('brazil')}/media", {"messaging_product": "whatsapp"})
    assert upload.error["code"] == 100


def test_a_deployment_that_is_down_may_still_make_a_backup_that_works(
    world: Simulator, provider: Graph
) -> None:
    onprem = OnPrem(world, "down")
    assert onprem("GET", "/v1/health").json["health"] == {"gateway_status": "disconnected"}
    assert provider.register("down", "111222", onprem.backup()).json == {"success": True}


def test_what_meta_says_of_a_number_can_be_chosen(world: Simulator, provider: Graph) -> None:
    found = provider.fields("expired", "status,name_status,account_mode")
    assert (found["status"], found["name_status"], found["account_mode"]) == (
        "FLAGGED",
        "DECLINED",
        "SANDBOX",
    )
    assert OnPrem(world, "expired")("GET", "/v1/health").json["health"] == {"gateway_status": "disconnected"}
    health = provider.fields("brazil", "health_status")["health_status"]
    assert health["can_send_message"] == "LIMITED"
