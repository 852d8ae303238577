"""Sends of clients that nobody here wrote: wabclient's are repaired; pywa's are for Cloud API and pass."""

from __future__ import annotations

import copy
import io
import json
from typing import Any

import httpx
import pytest
import requests
from pywa.client import WhatsApp
from pywa.types.callback import Button, FlowButton, Section, SectionList, SectionRow, URLButton
from pywa.types.others import Contact, ProductsSection
from requests.adapters import BaseAdapter
from wabclient import Client

from wamigrate.apis.cloud.messages import message_shape
from wamigrate.apis.shape import fits
from wamigrate.core.payload import Json, JsonObject
from wamigrate.differences.difference import Direction, Level, Surface
from wamigrate.differences.facts import NOTHING, Facts
from wamigrate.differences.registry import load
from wamigrate.differences.translate import Translation, Translator
from wamigrate.sim.cloud.messages.envelope import check_message

TO = "16505550111"
OLD, NEW = "f1d0c0de-0000-4000-8000-c0ffee000001", "1037543291543636"
LINK = "https://media.example.com/a.jpg"
ANSWER = {"messages": [{"id": "gBEGkYiEB1VXAglK1ZEqA1YKPrU"}], "media": [{"id": OLD}]}


class Deployment(BaseAdapter):
    """Answers everything, and keeps the messages."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[JsonObject] = []

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        if str(request.url).endswith("/messages"):
            body: Any = request.body
            self.sent.append(json.loads(body))
        response = requests.Response()
        response.status_code, response.raw = 201, io.BytesIO(json.dumps(ANSWER).encode())
        return response

    def close(self) -> None:
        pass


def translated(payload: Json, facts: Facts = NOTHING) -> Translation:
    translator = Translator(load())
    return translator.translate(Surface.SEND, Direction.TO_CLOUD, copy.deepcopy(payload), facts)


def wabclient_sends() -> list[JsonObject]:
    deployment = Deployment()
    session = requests.Session()
    session.mount("https://", deployment)
    client = Client("https://onprem.example.com", session=session)
    client.send_message(TO, "hello")
    client.send_message(TO, "see https://www.example.com/")
    client.send_image(TO, "a.jpg", io.BytesIO(b"\xff\xd8"), "a picture")
    client.send_document(TO, "a.pdf", io.BytesIO(b"%PDF"), None)
    client.send_audio(TO, "a.mp3", io.BytesIO(b"ID3"))
    client.send_hsm(TO, "flowers_ns", "order_ready", "en", [{"default": "Ann"}])
    return deployment.sent


def pywa_sends() -> list[JsonObject]:
    sent: list[JsonObject] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(json.loads(request.content))
        contact = {"input": TO, "wa_id": TO}
        message = {"id": "wamid.HBgL"}
        return httpx.Response(
            200, json={"messaging_product": "whatsapp", "contacts": [contact], "messages": [message]}
        )

    with httpx.Client(transport=httpx.MockTransport(answer)) as session:
        wa = WhatsApp(phone_id="1", token="t", session=session)
        _send_everything(wa)
    return sent


def _send_everything(wa: WhatsApp) -> None:
    rows = [SectionRow(title="One", callback_data="1", description="The first")]
    sections = SectionList(button_title="Choose", sections=[Section(title="All", rows=rows)])
    products = ProductsSection(title="All", skus=["rose"])
    wa.send_message(to=TO, text="Hello", preview_url=True)
    wa.send_message(
        to=TO, text="Well?", header="H", footer="F", buttons=[Button(title="Yes", callback_data="y")]
    )
    wa.send_message(to=TO, text="Well?", buttons=sections)
    wa.send_message(to=TO, text="Well?", buttons=URLButton(title="Open", url="https://example.com"))
    wa.send_message(to=TO, text="Well?", buttons=FlowButton(title="Go", flow_id="1"))
    wa.send_image(to=TO, image=LINK, caption="c")
    wa.send_image(to=TO, image=LINK, caption="c", buttons=[Button(title="Yes", callback_data="y")])
    wa.send_location(to=TO, latitude=52.5, longitude=13.4, name="Shop", address="1 Road")
    wa.send_contact(to=TO, contact=Contact(name=Contact.Name(formatted_name="Ann Lee", first_name="Ann")))
    wa.send_reaction(to=TO, emoji="\N{THUMBS UP SIGN}", message_id="wamid.HBgL")
    wa.send_catalog(to=TO, body="Look", thumbnail_product_sku="rose")
    wa.send_product(to=TO, catalog_id="1", sku="rose")
    wa.send_products(to=TO, catalog_id="1", product_sections=[products], title="All", body="Look")


@pytest.mark.parametrize("payload", wabclient_sends(), ids=lambda p: str(p.get("type")))
def test_what_an_onprem_client_sends_is_repaired(payload: JsonObject) -> None:
    done = translated(payload, Facts(media={OLD: NEW}))
    assert [f.difference.name for f in done.refused] == []
    assert fits(done.payload, message_shape(done.payload))
    check_message(done.payload, strict=True)


@pytest.mark.parametrize(
    "payload", pywa_sends(), ids=lambda p: f"{p['type']}-{p.get('interactive', p).get('type')}"
)
def test_what_a_cloud_client_sends_is_left_alone(payload: JsonObject) -> None:
    done = translated(payload)
    assert [f.difference.name for f in done.findings if f.level is not Level.NOTE] == []
    check_message(done.payload, strict=True)
