"""Health in its three shapes, support information, counters."""

from __future__ import annotations

from datetime import datetime

from tests.contract.sim.http import OnPrem
from wamigrate.core.payload import JsonObject
from wamigrate.sim.testing import Simulator


def connected(health: JsonObject) -> list[str]:
    return [n["role"] for n in health.values() if n["gateway_status"] == "connected"]


def metric(answer: JsonObject, name: str) -> float:
    return sum(float(row["value"]) for row in answer["stats"]["app"][name]["data"])


def test_a_single_instance_has_one_status(onprem: OnPrem) -> None:
    assert onprem("GET", "/v1/health").json["health"] == {"gateway_status": "connected"}
    assert onprem("GET", "/v1/health/").status == 200


def test_in_ha_one_coreapp_is_connected_and_the_primary_master_is_not(sim: Simulator) -> None:
    health = OnPrem(sim, "official")("GET", "/v1/health").json["health"]
    assert connected(health) == ["coreapp"]
    assert all(":" in name for name in health)


def test_in_multiconnect_a_coreapp_for_each_shard_and_the_primary_master_are_connected(
    sim: Simulator,
) -> None:
    health = OnPrem(sim, "sharded")("GET", "/v1/health").json["health"]
    assert sorted(connected(health)) == ["coreapp", "coreapp", "primary_master"]
    assert len(health) == 5


def test_a_lost_shard_and_a_standby_pattern_can_be_asked_for(sim: Simulator, onprem: OnPrem) -> None:
    sim.control.fault("lost_shard", number="sharded")
    sim.control.fault("standby", number="main")
    assert connected(OnPrem(sim, "sharded")("GET", "/v1/health").json["health"]).count("coreapp") == 1
    assert connected(onprem("GET", "/v1/health").json["health"]) == ["coreapp"]


def test_any_gateway_status_can_be_asked_for(sim: Simulator, onprem: OnPrem) -> None:
    for status in ("connecting", "uninitialized", "unregistered", "disconnected"):
        fault = sim.control.fault("gateway", status, number="main")
        assert onprem("GET", "/v1/health").json["health"] == {"gateway_status": status}
        sim.control.call("DELETE", f"/faults/{fault}")
    assert onprem("GET", "/v1/health").json["health"] == {"gateway_status": "connected"}


def test_a_restart_is_uninitialized_until_it_is_over(sim: Simulator, onprem: OnPrem) -> None:
    sim.control.fault("restart", 30, number="main")
    assert onprem("GET", "/v1/health").json["health"] == {"gateway_status": "uninitialized"}
    sim.control.advance(31)
    assert onprem("GET", "/v1/health").json["health"] == {"gateway_status": "connected"}


def test_support_names_the_number_and_when_the_client_expires(sim: Simulator, onprem: OnPrem) -> None:
    support = onprem("GET", "/v1/support").json["support"]
    assert support["debug_info"] == "16505550100"
    datetime.strptime(support["expire_timestamp"], "%Y-%m-%dT%H:%M:%S")
    nodes = OnPrem(sim, "sharded")("GET", "/v1/support").json["support"]
    assert [n["shards"] for n in nodes.values() if n["role"] == "coreapp"] == [[[0, 0]], [[1, 1]], []]


def test_in_ha_one_node_owns_everything_and_the_others_nothing(sim: Simulator) -> None:
    nodes = OnPrem(sim, "official")("GET", "/v1/support").json["support"].values()
    assert [n["shards"] for n in nodes if n["shards"]] == [[[-1, -1], [0, 0]]]
    assert {n["role"] for n in nodes} == {"primary_master", "secondary_master", "coreapp"}


def test_an_expired_client_is_disconnected(sim: Simulator, onprem: OnPrem) -> None:
    sim.control.advance(200 * 86400)
    onprem.token = None
    assert onprem("GET", "/v1/health").json["health"] == {"gateway_status": "disconnected"}
    assert onprem("POST", "/v1/settings/backup", {"password": "x"}).json["errors"][0]["code"] == 1011


def test_the_core_can_be_out_of_reach_while_the_webapp_answers(sim: Simulator, onprem: OnPrem) -> None:
    sim.control.fault("core_timeout", number="main")
    answer = onprem("GET", "/v1/stats/app")
    assert (answer.status, answer.json["errors"][0]["code"]) == (500, 1014)
    assert onprem("GET", "/v1/health").status == 200


def test_stats_count_what_waits_and_a_stuck_queue_can_be_asked_for(sim: Simulator, onprem: OnPrem) -> None:
    assert metric(onprem("GET", "/v1/stats/app").json, "pending_messages") == 0
    sim.control.fault("stuck_queue", 7, number="main")
    onprem("POST", "/v1/messages", {"to": "16505551234", "text": {"body": "hi"}})
    assert metric(onprem("GET", "/v1/stats/app").json, "pending_messages") == 8
    sim.control.clear_faults()
    assert metric(onprem("GET", "/v1/stats/app").json, "pending_messages") == 0


def test_inbound_counters_grow_with_the_time_of_the_world(sim: Simulator, onprem: OnPrem) -> None:
    before = metric(onprem("GET", "/v1/stats/app").json, "callback_requests")
    sim.control.advance(86400)
    assert metric(onprem("GET", "/v1/stats/app").json, "callback_requests") > before + 100


def test_stats_and_metrics_speak_prometheus_too(onprem: OnPrem) -> None:
    text = onprem("GET", "/v1/stats/app?format=prometheus").body.decode()
    assert "# TYPE coreapp_pending_messages gauge" in text
    assert 'type="inbound_message"' in text
    assert "web_uptime" in onprem("GET", "/metrics").json["metrics"]
    assert set(onprem("GET", "/v1/stats/db").json["stats"]["db"]) >= {"db_contacts", "db_messages"}


def test_doubled_slashes_and_head_do_no_harm(onprem: OnPrem) -> None:
    assert onprem("GET", "//v1/health").json["health"] == {"gateway_status": "connected"}
    answer = onprem("HEAD", "/v1/health")
    assert (answer.status, answer.body) == (200, b"")
    assert int(answer.headers["content-length"]) > 0
