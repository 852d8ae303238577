"""The same call to both simulators: Cloud API's answer becomes what On-Premises answers."""

from __future__ import annotations

import copy
from collections.abc import Iterator

import pytest

from tests.battery.webhooks import WORLD, Ears, alike, covers
from tests.contract.sim.http import Answer
from wamigrate.apis.error_mapping import answer_for
from wamigrate.apis.onprem.answers import answer_shape
from wamigrate.apis.shape import problems
from wamigrate.core.payload import Json, JsonObject
from wamigrate.differences.difference import Direction, Surface
from wamigrate.differences.facts import NOTHING, Facts
from wamigrate.differences.registry import load
from wamigrate.differences.translate import Translator
from wamigrate.sim.testing import running_simulator

TO = "16505550190"
TEXT: JsonObject = {"type": "text", "text": {"body": "hi"}}
PROFILE = "/settings/business/profile"


@pytest.fixture(scope="module")
def ears() -> Iterator[Ears]:
    with running_simulator(WORLD) as simulator:
        yield Ears(simulator)


def onprem_answer(cloud: Answer, kind: str, facts: Facts = NOTHING) -> Json:
    translator = Translator(load())
    payload = copy.deepcopy(cloud.json)
    return translator.translate(Surface.RESPONSE, Direction.TO_ONPREM, payload, facts, kind=kind).payload


def graph(ears: Ears, method: str, path: str, body: Json = None) -> Answer:
    return ears.graph(method, f"/v23.0/{ears.graph.id('cloud')}{path}", body)


def test_a_send_is_answered_alike(ears: Ears) -> None:
    theirs = ears.onprem("POST", "/v1/messages", {"to": TO, **TEXT})
    ours = onprem_answer(ears.graph.send("cloud", TEXT, to=f"+{TO}"), "send", Facts(request_to=TO))
    assert ours["contacts"] == [{"input": TO, "wa_id": TO}]
    assert covers({k: v for k, v in theirs.json.items() if k != "meta"}, ours)
    assert set(ours["meta"]) == set(theirs.json["meta"])


def test_an_upload_is_answered_alike(ears: Ears) -> None:
    theirs = ears.onprem("POST", "/v1/media", b"\xff\xd8\xff\xe0", content_type="image/jpeg")
    parts = (("messaging_product", "", b"whatsapp"), ("file", '; filename="a.jpg"', b"\xff\xd8\xff\xe0"))
    body = b"".join(
        f'--x\r\nContent-Disposition: form-data; name="{name}"{more}\r\n'.encode()
        + (b"Content-Type: image/jpeg\r\n" if more else b"")
        + b"\r\n%b\r\n" % content
        for name, more, content in parts
    )
    path = f"/v23.0/{ears.graph.id('cloud')}/media"
    uploaded = ears.graph("POST", path, body + b"--x--\r\n", content_type="multipart/form-data; boundary=x")
    ours = onprem_answer(uploaded, "media-upload")
    assert alike(ours["media"]) == alike(theirs.json["media"])


def test_a_profile_reads_alike(ears: Ears) -> None:
    profile = {"address": "1 Main Street", "description": "Flowers", "email": "a@example.com"}
    ears.onprem("POST", f"/v1{PROFILE}", {**profile, "vertical": "Shopping and Retail"})
    change = {"messaging_product": "whatsapp", **profile, "vertical": "RETAIL", "about": "Open"}
    graph(ears, "POST", "/whatsapp_business_profile", change)
    ears.onprem("PATCH", "/v1/settings/profile/about", {"text": "Open"})
    fields = "?fields=about,address,description,email,vertical,websites"
    read = graph(ears, "GET", f"/whatsapp_business_profile{fields}")
    theirs = ears.onprem("GET", f"/v1{PROFILE}").json
    assert covers(theirs["settings"], onprem_answer(read, "profile")["settings"])
    about = ears.onprem("GET", "/v1/settings/profile/about").json
    assert onprem_answer(read, "about")["settings"] == about["settings"]


REFUSED: dict[str, JsonObject] = {
    "no body": {"type": "text", "text": {}},
    "a list without rows": {
        "type": "interactive",
        "interactive": {"type": "list", "body": {"text": "x"}, "action": {"button": "x", "sections": []}},
    },
    "a type that nobody knows": {"type": "poll", "poll": {"a": 1}},
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_refusal_is_one_of_on_premises(ears: Ears, what: str) -> None:
    """Code and status may be finer than those of the deployment, which looked less closely."""
    refused = ears.graph.send("cloud", REFUSED[what], to=f"+{TO}")
    status, body = answer_for(refused.status, refused.json, NOTHING.meta)
    shape = answer_shape("error")
    assert shape is not None
    assert (problems(body, shape), refused.status // 100, status // 100) == ([], 4, 4)
    assert body == onprem_answer(refused, "send")


def test_a_medium_that_is_not_there_is_not_found_on_either_side(ears: Ears) -> None:
    missing = ears.graph("GET", "/v23.0/999999999999999")
    status, body = answer_for(missing.status, missing.json, NOTHING.meta)
    assert (status, body["errors"][0]["code"]) == (404, 1006)
    assert ears.onprem("GET", "/v1/media/5d1a").status == 404


def test_an_expired_token_looks_like_an_outage(ears: Ears) -> None:
    refused = ears.graph("GET", f"/v23.0/{ears.graph.id('cloud')}", token="EAAJexpired")
    status, body = answer_for(refused.status, refused.json, NOTHING.meta)
    assert (refused.status, status, body["errors"][0]["code"]) == (401, 503, 1011)
