"""A client that nobody here wrote, unmodified: wabclient does all it can do against a deployment.

It puts every path at the root of the address, so it talks to the first number of the world. Its session is
handed in, as its documentation has it: there the simulator's authority is trusted, as with any CA file.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests
from wabclient import Client
from wabclient.exceptions import AddressException

from tests.contract.sim.http import Receiver, eventually
from wamigrate.sim.testing import Simulator, running_simulator

CUSTOMER = "16505551234"
NUMBER = "+16505550100"
# What the client was written against: a deployment of 2019, not yet registered.
OLD_WORLD = """
[options]
send_delay = 0
delivered_delay = 0
without_whatsapp = ["+16505559999"]

[onprem]
registration = "open"
contacts = "truthful"

[[waba]]
id = "102000000000001"
[[waba.template]]
name = "appointment"
language = "en"
body = "See you on {{1}}."

[[number]]
name = "old"
phone = "+16505550100"
onprem = "unregistered"
first_password = true
client_version = "2.25.3"
verified_name = "Flower Shop"
"""


def session(ca_file: str) -> requests.Session:
    made = requests.Session()
    made.verify = ca_file
    made.trust_env = False
    return made


def client(sim: Simulator) -> Any:
    entry = sim.ready["onprem"][0]
    made = Client(entry["url"], session=session(entry["ca_file"]))
    made.config.login(entry["username"], entry["password"])
    return made


@pytest.fixture
def wab(sim: Simulator) -> Any:
    sim.control.customer_says(CUSTOMER, "main")
    return client(sim)


@pytest.fixture(scope="module")
def old_simulator() -> Iterator[Simulator]:
    with running_simulator(OLD_WORLD) as running:
        yield running


@pytest.fixture
def old(old_simulator: Simulator) -> Simulator:
    old_simulator.control.reset()
    return old_simulator


def arrived(sim: Simulator, count: int = 1) -> list[Any]:
    return eventually(lambda: found if len(found := sim.control.inbox(CUSTOMER)) >= count else [])


def test_it_logs_in_and_understands_when_the_token_ends(sim: Simulator) -> None:
    entry = sim.onprem("main")
    config = Client(entry["url"], session=session(entry["ca_file"])).config
    _, ends = config.login(entry["username"], entry["password"])
    assert timedelta(days=6) < ends - datetime.now(UTC) <= timedelta(days=7)
    with pytest.raises(requests.HTTPError, match="401"):
        config.login(entry["username"], "Wrong-password-1")


def test_it_creates_a_user_and_changes_a_password(sim: Simulator, wab: Any) -> None:
    assert wab.config.create_user("agent1", "Agent-pass-1")["users"] == [{"username": "agent1"}]
    assert wab.config.set_password("agent1", "Agent-pass-2")["users"] == [{"username": "agent1"}]
    assert wab.config.login("agent1", "Agent-pass-2")[0]


def test_it_sends_text_with_and_without_a_link(sim: Simulator, wab: Any) -> None:
    sent = [wab.send_message(CUSTOMER, body) for body in ("hello", "see https://www.example.com/")]
    assert [m["text"]["body"] for m in arrived(sim, 2)] == ["hello", "see https://www.example.com/"]
    assert [s["messages"][0]["id"] for s in sent] == [m["id"] for m in arrived(sim, 2)]
    wab.send_message("+1 650-555-1234", "checked first", check_address=True)
    assert arrived(sim, 3)[2]["text"] == {"body": "checked first"}


def test_it_uploads_and_sends_media_and_gets_them_back(sim: Simulator, wab: Any) -> None:
    wab.send_audio(CUSTOMER, "a.mp3", io.BytesIO(b"ID3"))
    wab.send_image(CUSTOMER, "a.jpg", io.BytesIO(b"\xff\xd8image"), "a picture")
    wab.send_document(CUSTOMER, "a.pdf", io.BytesIO(b"%PDF-1.7"), None)
    inbox = arrived(sim, 3)
    assert [m["type"] for m in inbox] == ["audio", "image", "document"]
    assert inbox[1]["image"]["caption"] == "a picture"
    size, stream = wab.download_media(inbox[2]["document"]["id"])
    assert (size, stream.read()) == (8, b"%PDF-1.7")
    size, stream = wab.download(f"/v1/media/{inbox[1]['image']['id']}")
    assert (size, stream.read()) == (7, b"\xff\xd8image")
    with pytest.raises(requests.HTTPError, match="404"):
        wab.download_media("00000000-0000-4000-8000-000000000000")


def test_it_uploads_to_any_path(wab: Any) -> None:
    assert wab.upload("/v1/media", io.BytesIO(b"text"), "text/plain")["media"][0]["id"]


def test_it_checks_contacts(wab: Any) -> None:
    assert wab.get_address("+1 (650) 555-1234") == CUSTOMER
    found = wab.check_contacts(["+1 (650) 555-1234"], wait=True)["contacts"]
    assert found == [{"input": "+1 (650) 555-1234", "status": "valid", "wa_id": CUSTOMER}]
    assert wab.check_contacts([CUSTOMER])["contacts"][0]["status"] == "valid"


def test_it_reads_health_and_moves_a_backup(wab: Any) -> None:
    assert wab.healthcheck()["health"] == {"gateway_status": "connected"}
    export = wab.create_backup("tacocat")
    wab.config.set_about("changed")
    assert wab.restore_backup("tacocat", export)["meta"]["api_status"] == "stable"
    assert wab.config.get_about() == "Available"


def test_it_keeps_the_profile(wab: Any) -> None:
    wab.config.set_profile_photo(io.BytesIO(b"\x89PNG"), "me.png")
    assert wab.config.get_profile_photo().read() == b"\x89PNG"
    wab.config.set_business_profile(
        description="Flowers", vertical="Education", websites=["https://a.example/"]
    )
    profile = wab.config.get_business_profile()["profile"]
    assert profile == {"description": "Flowers", "vertical": "Education", "websites": ["https://a.example/"]}


def test_it_changes_the_settings_in_the_words_of_its_days(sim: Simulator, wab: Any, hook: Receiver) -> None:
    wab.config.set_settings("16505550199", hook.url, sent_status=True, callback_backoff_delay_ms=50)
    settings = wab.config.get_settings()
    assert settings["webhooks"]["url"] == hook.url
    assert (settings["on_call_pager"], settings["callback_backoff_delay_ms"]) == ("16505550199", "50")
    hook.statuses = [500]
    message_id = wab.send_message(CUSTOMER, "hello")["messages"][0]["id"]
    statuses = [body["statuses"][0] for body in hook.wait_for(4)]
    assert {s["id"] for s in statuses} == {message_id}
    assert {s["status"] for s in statuses} == {"sent", "delivered", "read"}


def test_it_has_groups(wab: Any) -> None:
    group = wab.groups.create("Flowers", io.BytesIO(b"\xff\xd8icon"), "icon.jpg")
    assert group.subject == "Flowers"
    wab.groups.update_group(group.id, "More flowers")
    first = wab.groups.get_invite_link(group.id)
    wab.groups.revoke_invite_link(group.id)
    assert wab.groups.get_invite_link(group.id) != first
    wab.groups.add_admins(group.id, [CUSTOMER])
    wab.groups.remove_admins(group.id, [CUSTOMER])
    wab.groups.remove_participants(group.id, [CUSTOMER])
    assert [g["id"] for g in wab.groups.list()] == [group.id]
    sent = wab.send_message(group.id, "hello", recipient_type=Client.GROUP_RECIPIENT, render_mentions=True)
    assert sent["messages"][0]["id"]
    wab.groups.leave(group.id)
    assert wab.groups.list() == []


def test_it_sets_up_a_new_deployment(old: Simulator) -> None:
    entry = old.onprem("old")
    first = session(entry["ca_file"])
    first.auth = (entry["username"], entry["password"])
    made = Client(entry["url"], session=first)
    assert made.config.set_initial_password("Changed-pass-1")["users"][0]["token"]
    first.auth = None
    made.config.login(entry["username"], "Changed-pass-1")
    assert made.healthcheck()["health"] == {"gateway_status": "unregistered"}
    assert made.config.request_code(NUMBER, "Q0VSVA==") == {"vname": "Flower Shop"}
    made.config.register(old.control.number("old")["otp"])
    assert made.healthcheck()["health"] == {"gateway_status": "connected"}
    made.config.setup_shards(NUMBER, 2)
    assert old.control.number("old")["shards"] == 2


def test_it_sends_an_hsm_with_the_fallback_of_old(old: Simulator) -> None:
    made = registered(old)
    assert made.get_address("+" + CUSTOMER) == CUSTOMER
    made.send_hsm(CUSTOMER, "a_namespace", "appointment", "en", [{"default": "Monday"}])
    assert arrived(old)[0]["hsm"]["element_name"] == "appointment"


def test_it_says_who_is_not_on_whatsapp(old: Simulator) -> None:
    made = registered(old)
    with pytest.raises(AddressException):
        made.get_address("+16505559999")
    with pytest.raises(requests.HTTPError, match="404"):
        made.send_message(CUSTOMER, "before the contact was checked")


def registered(old: Simulator) -> Any:
    entry = old.onprem("old")
    made = Client(entry["url"], session=session(entry["ca_file"]))
    made.connection.post(
        "/v1/users/login",
        auth=(entry["username"], entry["password"]),
        json={"new_password": "Changed-pass-1"},
    )
    made.config.login(entry["username"], "Changed-pass-1")
    made.config.request_code(NUMBER, "Q0VSVA==")
    made.config.register(old.control.number("old")["otp"])
    return made
