"""The page at the control address: its files, and what it is given to show."""

from __future__ import annotations

import pytest

from tests.contract.sim.http import Graph, OnPrem, call
from wamigrate.sim.testing import Simulator

ADA = "16505551234"


@pytest.mark.parametrize(
    ("path", "kind"), [("/", "text/html"), ("/page.js", "text/javascript"), ("/page.css", "text/css")]
)
def test_the_page_is_served_and_takes_nothing_from_elsewhere(sim: Simulator, path: str, kind: str) -> None:
    answer = call(sim.ready["control"]["url"], "GET", path)
    assert (answer.status, answer.headers["content-type"]) == (200, f"{kind}; charset=utf-8")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert b"http://" not in answer.body.replace(b"http://www.w3.org", b"")
    assert b"https://" not in answer.body
    assert b"innerHTML" not in answer.body


def test_the_overview_has_everything_and_no_secret(sim: Simulator, graph: Graph, onprem: OnPrem) -> None:
    sim.control.customer_says(ADA, "cloud")
    graph.register("main", backup=onprem.backup("my backup password"))
    onprem("POST", "/v1/settings/account/two-step", {"pin": "424242"})
    graph("POST", f"/v23.0/{graph.id('gone')}/request_code", {"code_method": "SMS", "language": "en"})
    answer = call(sim.ready["control"]["url"], "GET", "/overview")
    found = answer.json
    assert [n["name"] for n in found["numbers"]] == list(sim.control.numbers())
    assert found["exchanges"][0]["path"].endswith("/request_code")
    assert {e["request"]["pin"] for e in found["exchanges"] if "register" in e["path"]} == {"…"}
    assert [c["phone"] for c in found["customers"]] == ["+" + ADA]
    secrets = [graph.token, onprem.token, onprem.password, "123456", "424242", "my backup password"]
    secrets += [sim.control.number("gone")["otp"], sim.graph["app_secret"]]
    assert [s for s in secrets if s in answer.body.decode()] == []


def test_bodies_that_are_no_json_are_shown_by_their_size(sim: Simulator, graph: Graph) -> None:
    form = {"content-type": "application/x-www-form-urlencoded"}
    number = graph.id("main")
    graph("POST", f"/v23.0/{number}/register", "messaging_product=whatsapp&pin=999999", **form)
    (first, *_) = sim.control.call("GET", "/exchanges")
    assert first["request"] == "(37 bytes or more)"
    assert first["answer"]["error"]["type"]


def test_codes_of_errors_are_shown_and_codes_by_sms_are_not(sim: Simulator, graph: Graph) -> None:
    graph("POST", f"/v23.0/{graph.id('gone')}/verify_code", {"code": "654321"})
    (first, *_) = sim.control.call("GET", "/exchanges")
    assert (first["request"], first["answer"]["error"]["code"]) == ({"code": "…"}, 136025)


def test_a_lost_answer_is_shown_as_none(sim: Simulator, graph: Graph) -> None:
    sim.control.fault("lost_after", count=1)
    with pytest.raises(OSError):
        graph("GET", f"/v23.0/{graph.id('main')}")
    (first, *_) = sim.control.call("GET", "/exchanges")
    assert (first["status"], first["answer"]) == (None, None)


@pytest.mark.parametrize(
    ("match", "names"), [("shard", ["sharded"]), ("cloud", ["cloud"]), ("+16505550104", ["open"])]
)
def test_numbers_are_found_by_name_side_or_digits(sim: Simulator, match: str, names: list[str]) -> None:
    found = sim.control.call("GET", f"/overview?match={match.replace('+', '%2B')}")
    assert ([n["name"] for n in found["numbers"]], found["numbers_total"]) == (names, 7)


def test_pages_of_other_sites_are_not_answered(sim: Simulator) -> None:
    url = sim.ready["control"]["url"]
    refused = call(url, "POST", "/reset", None, {"origin": "https://evil.example"})
    assert (refused.status, "evil.example" in refused.json["error"]) == (403, True)
    foreign = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
    assert call(url, "GET", "/state", None, foreign).status == 403
    assert call(url, "POST", "/reset", None, {"origin": url}).status == 200
    behind_a_proxy = {"origin": "https://sim.example", "sec-fetch-site": "same-origin"}
    assert call(url, "POST", "/reset", None, behind_a_proxy).status == 200
