"""The page at the control address does what it shows."""

from __future__ import annotations

import json
import os
import urllib.request
from pathlib import Path

from playwright.sync_api import Page, expect

from wamigrate.core.payload import JsonObject
from wamigrate.sim.testing import Simulator

ADA = "16505551234"
EVIL = "<img src=x onerror=alert(1)><script>document.title='owned'</script>"


def send(sim: Simulator, text: str) -> JsonObject:
    """A message through Graph, with a token of the world."""
    number = sim.number("cloud")["phone_number_id"]
    body = {"messaging_product": "whatsapp", "to": ADA, "type": "text", "text": {"body": text}}
    request = urllib.request.Request(
        f"{sim.graph['url']}/v23.0/{number}/messages",
        json.dumps(body).encode(),
        {"authorization": f"Bearer {sim.graph['token']}", "content-type": "application/json"},
    )
    with urllib.request.urlopen(request) as response:
        found: JsonObject = json.load(response)
    return found


def test_every_number_is_there_with_its_side(page: Page) -> None:
    rows = page.locator("#numbers tbody tr")
    expect(rows).to_have_count(7)
    expect(rows.nth(0)).to_contain_text("main")
    expect(rows.nth(0).locator("td").nth(2)).to_have_text("onprem")
    expect(rows.nth(5).locator("td").nth(2)).to_have_text("none")
    expect(rows.nth(6).locator("td").nth(2)).to_have_text("cloud")
    page.locator("#match").fill("clou")
    expect(rows).to_have_count(1)
    expect(page.locator("#numbers-count")).to_have_text("1 of 7")


def test_a_customer_writes_and_the_webhook_is_shown(page: Page, sim: Simulator) -> None:
    page.locator("#say [name=to]").fill("main")
    page.locator("#say [name=text]").fill("good morning")
    page.locator("#say button").click()
    expect(page.locator("#say output")).to_contain_text('"side":"onprem"')
    entry = page.locator("#deliveries details").first
    expect(entry).to_contain_text("/sink/main")
    entry.locator("summary").click()
    expect(entry.locator("pre")).to_contain_text("good morning")
    assert sim.control.number("main")["received"] == 1


def test_every_type_on_offer_can_be_sent(page: Page, sim: Simulator) -> None:
    types = page.locator("#say [name=type] option").all_text_contents()
    assert len(types) >= 8
    page.locator("#say [name=to]").fill("main")
    for count, kind in enumerate(types, 1):
        page.locator("#say [name=type]").select_option(kind)
        page.locator("#say button").click()
        page.wait_for_function(
            "n => document.querySelectorAll('#deliveries details').length === n", arg=count
        )
    assert sim.control.number("main")["received"] == len(types)


def test_what_cannot_be_sent_says_why(page: Page) -> None:
    page.locator("#say [name=to]").fill("nobody")
    page.locator("#say button").click()
    expect(page.locator("#say output")).to_contain_text("There is no number 'nobody'")


def test_requests_answers_and_inboxes_are_shown_without_secrets(page: Page, sim: Simulator) -> None:
    sim.control.customer_says(ADA, "cloud")
    send(sim, "your order is ready")
    call = page.locator("#exchanges details").first
    expect(call).to_contain_text("200")
    call.locator("summary").click()
    expect(call.locator("pre").first).to_contain_text("your order is ready")
    person = page.locator("#customers details").first
    expect(person).to_contain_text("1 received")
    person.locator("summary").click()
    expect(person.locator("pre").first).to_contain_text("your order is ready")
    shown = page.content()
    secrets = [sim.graph["token"], sim.graph["app_secret"]]
    secrets += [n["pin"] for n in sim.ready["numbers"] if n["pin"]] + [
        o["password"] for o in sim.ready["onprem"]
    ]
    assert [s for s in secrets if s in shown] == []


def test_a_fault_is_put_in_force_explained_and_removed(page: Page, sim: Simulator) -> None:
    page.locator("#fault [name=kind]").select_option("status")
    expect(page.locator("#line")).to_contain_text("answer HTTP")
    page.locator("#fault [name=api]").select_option("graph")
    page.locator("#fault [name=value]").fill("503")
    page.locator("#fault [name=count]").fill("2")
    page.locator("#fault form button, #fault button").first.click()
    expect(page.locator("#faults li")).to_contain_text("status")
    assert [(f["kind"], f["value"], f["count"]) for f in active(sim)] == [("status", 503, 2)]
    page.locator("#faults li button").click()
    expect(page.locator("#faults li")).to_have_count(0)
    assert active(sim) == []
    page.locator("#fault [name=value]").fill("many")
    page.locator("#fault button").first.click()
    expect(page.locator("#fault output")).to_contain_text("JSON")


def active(sim: Simulator) -> list[JsonObject]:
    found: list[JsonObject] = sim.control.call("GET", "/faults")["faults"]
    return found


def test_time_is_moved_and_frozen(page: Page, sim: Simulator) -> None:
    page.get_by_text("+1 day").click()
    page.wait_for_function("document.querySelector('#clock').textContent !== ''")
    page.locator("#freeze").click()
    expect(page.locator("#clock")).to_contain_text("frozen")
    clock = sim.control.call("GET", "/clock")
    assert clock["frozen"] is True
    assert clock["offset_s"] > 86000
    page.get_by_text("Reset the world").click()
    expect(page.locator("#freeze")).to_have_text("Freeze")


def test_markup_from_customers_stays_text(page: Page, sim: Simulator) -> None:
    sim.control.call("PATCH", f"/customers/{ADA}", {"name": EVIL})
    sim.control.customer_says(ADA, "cloud", EVIL)
    send(sim, EVIL)
    person = page.locator("#customers details").first
    expect(person).to_contain_text("onerror")
    person.locator("summary").click()
    page.locator("#exchanges summary").first.click()
    expect(page.locator("#exchanges pre").first).to_contain_text("onerror")
    assert page.locator("img").count() == 0
    assert page.title() == "wamigrate simulators"


def test_an_open_entry_stays_open_while_new_ones_come(page: Page, sim: Simulator) -> None:
    sim.control.customer_says(ADA, "main", "first")
    entry = page.locator("#deliveries details", has_text="/sink/main").first
    entry.locator("summary").click()
    sim.control.customer_says(ADA, "main", "second")
    expect(page.locator("#deliveries details")).to_have_count(2)
    expect(page.locator("#deliveries details[open]")).to_have_count(1)
    expect(page.locator("#deliveries details[open] pre")).to_contain_text("first")


def test_it_looks_right_on_a_large_and_a_small_screen(page: Page, sim: Simulator, tmp_path: Path) -> None:
    """Nothing sticks out; with SCREENSHOTS=folder the pictures are kept."""
    sim.control.customer_says(ADA, "cloud", "Is my order ready?")
    send(sim, "It is. See you!")
    sim.control.fault("stuck_queue", 7, number="main")
    sim.control.fault("latency", [0.1, 0.2], api="graph", path="/register", probability=0.5, seed=1)
    expect(page.locator("#customers details")).to_have_count(1)
    expect(page.locator("#faults li")).to_have_count(2)
    folder = Path(os.environ.get("SCREENSHOTS", tmp_path))
    for width in (1280, 400):
        page.set_viewport_size({"width": width, "height": 1600})
        page.screenshot(path=folder / f"simulators-{width}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
