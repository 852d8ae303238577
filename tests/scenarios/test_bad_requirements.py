"""What is wrong on the other side: a check says what it saw and what to do, and nothing is started."""

from __future__ import annotations

import base64
import http.client
import json
import ssl
from urllib.parse import urlsplit

from tests.harness import Site
from tests.scenarios.asserting import blocked_check, change_config, writes
from wamigrate.core.payload import Json, JsonObject

NOBODY = "127.0.0.1:1"
"""A port on which nothing listens: only the system's own services may use it."""


def ask_onprem(site: Site, method: str, path: str, authorization: str, body: JsonObject) -> Json:
    """A call to the deployment of `main`, as an admin with curl would make it."""
    place = site.sim.onprem("main")
    url = urlsplit(place["url"])
    trust = ssl.create_default_context(cafile=place["ca_file"])
    connection = http.client.HTTPSConnection(url.hostname or "", url.port, context=trust, timeout=10)
    headers = {"authorization": authorization, "content-type": "application/json"}
    connection.request(method, f"/v1/{path}", json.dumps(body), headers)
    answer = connection.getresponse()
    document = json.loads(answer.read())
    connection.close()
    assert answer.status // 100 == 2, document
    return document


def basic(username: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{username}:{password}".encode()).decode()


def create_user(site: Site, name: str, password: str) -> None:
    admin = basic("admin", site.sim.onprem("main")["password"])
    token = ask_onprem(site, "POST", "users/login", admin, {})["users"][0]["token"]
    ask_onprem(site, "POST", "users", f"Bearer {token}", {"username": name, "password": password})


def assert_blocks_the_start(site: Site, seen: str) -> None:
    """`migrate --execute` says the same, ends with 1, and nothing is written anywhere."""
    started = site.run("migrate", "main", "--execute", "--approve", "--json")
    assert started.code == 1, started.err
    assert seen in started.document["waiting_for"]
    assert "Traceback" not in started.err
    assert writes(site) == []


def test_the_plan_names_what_blocks_and_the_command_that_looks_again(site: Site) -> None:
    site.sim.control.fault("token_expired", api="graph")
    plan = site.run("plan", "main", "--json")
    assert plan.code == 1
    assert any("Session has expired" in blocker["what"] for blocker in plan.document["blockers"]), plan.out
    assert plan.document["next"] == "wamigrate check main"


def test_a_deployment_that_cannot_be_reached_blocks(site: Site) -> None:
    change_config(site, site.sim.onprem("main")["url"], f"https://{NOBODY}")
    found = blocked_check(site, "main", "onprem-login")
    assert f"{NOBODY} refuses connections." in found["seen"]
    assert f"Check host and port, and that it runs: {NOBODY}." in found["todo"]
    assert_blocks_the_start(site, f"{NOBODY} refuses connections.")


def test_a_graph_api_that_cannot_be_reached_blocks(site: Site) -> None:
    change_config(site, site.sim.graph["url"], f"http://{NOBODY}")
    assert f"{NOBODY} refuses connections." in blocked_check(site, "main", "token")["seen"]


def test_a_host_name_that_does_not_exist_blocks(site: Site) -> None:
    change_config(site, site.sim.onprem("main")["url"], "https://onprem.invalid")
    assert "onprem.invalid" in blocked_check(site, "main", "onprem-login")["seen"]


def test_a_deployment_signed_by_another_authority_blocks(site: Site) -> None:
    change_config(site, site.sim.onprem("main")["ca_file"], site.sim.graph["ca_file"])
    found = blocked_check(site, "main", "onprem-login")
    assert "signed by an authority that is not trusted here" in found["seen"]
    assert "onprem.ca_file" in found["todo"]


def test_a_deployment_without_its_ca_file_blocks(site: Site) -> None:
    change_config(site, f', ca_file = "{site.sim.onprem("main")["ca_file"]}"', "")
    assert "not trusted here" in blocked_check(site, "main", "onprem-login")["seen"]


def test_an_expired_token_blocks(site: Site) -> None:
    site.sim.control.fault("token_expired", api="graph")
    found = blocked_check(site, "main", "token")
    assert "Session has expired" in found["seen"]
    assert "Make a system-user token that never expires." in found["todo"]


def test_a_token_that_meta_never_gave_out_blocks(site: Site) -> None:
    site.environ["TOKEN"] = "EAAnobodysToken"
    found = blocked_check(site, "main", "token")
    assert "EAAnobodysToken" not in json.dumps(found)


def test_a_number_of_another_waba_blocks(site: Site) -> None:
    change_config(site, site.sim.number("main")["waba_id"], "102000000000002")
    found = blocked_check(site, "main", "phone-number")
    number = site.sim.number("main")["phone_number_id"]
    assert found["seen"].startswith(f"The number {number} is not in WABA 102000000000002.")
    assert found["todo"].startswith("Correct waba_id or phone_number_id")
    assert_blocks_the_start(site, "is not in WABA 102000000000002")


def test_a_phone_number_id_that_does_not_exist_blocks(site: Site) -> None:
    change_config(site, site.sim.number("main")["phone_number_id"], "106999999999999")
    assert "106999999999999" in blocked_check(site, "main", "phone-number")["seen"]


def test_a_phone_number_id_of_another_number_blocks(site: Site) -> None:
    ids = [site.sim.number(name)["phone_number_id"] for name in ("main", "sharded")]
    change_config(site, *ids)
    assert "two different numbers" in blocked_check(site, "main", "phone-number")["todo"]


def test_a_user_that_is_no_admin_blocks(site: Site) -> None:
    create_user(site, "helper", "Sup3r-secret")
    change_config(site, 'username = "admin"', 'username = "helper"')
    site.environ["MAIN_PASSWORD"] = "Sup3r-secret"
    found = blocked_check(site, "main", "onprem-login")
    assert found["seen"] == "'helper' may log in but is not an admin."
    assert "admin user" in found["todo"]


def test_an_admin_with_the_wrong_password_blocks(site: Site) -> None:
    site.environ["MAIN_PASSWORD"] = "Wr0ng-password"
    found = blocked_check(site, "main", "onprem-login")
    assert found["todo"] == "Correct onprem.username and onprem.password."
    assert "Wr0ng-password" not in json.dumps(found)


def test_a_deployment_whose_gateway_is_down_is_not_cut_over(site: Site) -> None:
    site.sim.control.fault("gateway", "disconnected", number="main")
    plan = site.run("plan", "main", "--json")
    assert (plan.code, plan.document["path"]) == (1, "B")
    started = site.run("migrate", "main", "--execute", "--approve")
    assert started.code == 1
    assert "error: Path B: The gateway says disconnected." in started.err
    assert "hint:  wamigrate plan main" in started.err
    assert site.migration("main") is None
