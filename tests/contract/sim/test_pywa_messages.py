"""pywa, an unmodified client of Cloud API, sends everything it can and handles media."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pywa import errors as pywa_errors
from pywa.client import WhatsApp
from pywa.types.callback import (
    Button,
    CallPermissionRequestButton,
    FlowButton,
    ImageCarouselCard,
    Section,
    SectionList,
    SectionRow,
    URLButton,
    VoiceCallButton,
)
from pywa.types.flows import FlowActionType
from pywa.types.media import Media
from pywa.types.others import Contact, ProductsSection
from pywa.types.sent_update import SentTemplateStatus
from pywa.types.templates import (
    BodyText,
    CopyCodeButton,
    Currency,
    HeaderImage,
    QuickReplyButton,
    TemplateLanguage,
)
from pywa.types.templates import URLButton as TemplateUrlButton

from tests.contract.sim.http import eventually
from tests.contract.sim.messages import CUSTOMER
from tests.contract.sim.pywa_client import pywa_client
from wamigrate.core.payload import JsonObject
from wamigrate.sim.testing import Simulator

PNG = b"\x89PNG\r\n\x1a\n simulated"
LINK = "https://example.com/a.jpg"


@pytest.fixture
def wa(sim: Simulator) -> Iterator[WhatsApp]:
    sim.control.customer_says(CUSTOMER, "cloud")
    with pywa_client(sim) as client:
        yield client


def body(*values: Any) -> Any:
    """Parameters of a body; pywa's own types know only one form of the call."""
    return BodyText.params(*values)


def received(sim: Simulator, sent: Any) -> JsonObject:
    """The message as the customer has it."""
    inbox = eventually(lambda: [m for m in sim.control.inbox(CUSTOMER) if m["id"] == sent.id])
    found: JsonObject = inbox[0]
    return found


def test_texts_with_all_kinds_of_buttons(sim: Simulator, wa: WhatsApp) -> None:
    rows = [SectionRow(title="One", callback_data="1", description="The first")]
    flow = FlowButton(
        title="Go",
        flow_id="1",
        flow_action_type=FlowActionType.NAVIGATE,
        flow_action_screen="FIRST",
        flow_action_payload={"a": 1},
    )
    every: dict[str, Any] = {
        "button": [Button(title="Yes", callback_data="y"), Button(title="No", callback_data="n")],
        "list": SectionList(button_title="Choose", sections=[Section(title="All", rows=rows)]),
        "cta_url": URLButton(title="Open", url="https://example.com"),
        "flow": flow,
        "voice_call": VoiceCallButton(title="Call", ttl_minutes=datetime.timedelta(days=1)),
        "call_permission_request": CallPermissionRequestButton(),
    }
    text = received(sim, wa.send_message(to=CUSTOMER, text="Hello", preview_url=True))
    assert text["text"] == {"body": "Hello", "preview_url": True}
    for kind, buttons in every.items():
        sent = wa.send_message(to=CUSTOMER, text="Well?", header="H", footer="F", buttons=buttons)
        assert received(sim, sent)["interactive"]["type"] == kind


def test_media_of_every_kind(sim: Simulator, wa: WhatsApp, tmp_path: Path) -> None:
    file = tmp_path / "a.png"
    file.write_bytes(PNG)
    sent = [
        wa.send_image(to=CUSTOMER, image=LINK, caption="c"),
        wa.send_image(to=CUSTOMER, image=file, buttons=[Button(title="Yes", callback_data="y")], caption="c"),
        wa.send_video(to=CUSTOMER, video=b"video", mime_type="video/mp4", caption="c", footer="f"),
        wa.send_document(to=CUSTOMER, document=b"%PDF-1.4", filename="a.pdf", mime_type="application/pdf"),
        wa.send_audio(to=CUSTOMER, audio=b"mp3", mime_type="audio/mpeg"),
        wa.send_voice(to=CUSTOMER, voice=b"OggS", mime_type="audio/ogg"),
        wa.send_sticker(to=CUSTOMER, sticker=b"RIFF", mime_type="image/webp"),
    ]
    kinds = ["image", "interactive", "video", "document", "audio", "audio", "sticker"]
    assert [received(sim, one)["type"] for one in sent] == kinds
    assert received(sim, sent[5])["audio"]["voice"] is True


def test_everything_else_that_can_be_said(sim: Simulator, wa: WhatsApp) -> None:
    said = sim.control.customer_says(CUSTOMER, "cloud")["id"]
    contact = Contact(
        name=Contact.Name(formatted_name="Ann B", first_name="Ann"),
        phones=[Contact.Phone(phone="+16505550000", type="WORK")],
        org=Contact.Org(company="Flowers"),
    )
    sections = [ProductsSection(title="A", skus=["1", "2"])]
    card = ImageCarouselCard(image=LINK, body="b", buttons=URLButton(title="Go", url=LINK))
    replies = ImageCarouselCard(image=LINK, buttons=[Button(title="Yes", callback_data="y")])
    sent = {
        "reaction": wa.send_reaction(to=CUSTOMER, emoji="👍", message_id=said),
        "removal": wa.remove_reaction(to=CUSTOMER, message_id=said),
        "location": wa.send_location(to=CUSTOMER, latitude=37.4, longitude=-122.1),
        "request": wa.request_location(to=CUSTOMER, text="Where?"),
        "info": wa.request_contact_info(to=CUSTOMER, text="Who?"),
        "contacts": wa.send_contact(to=CUSTOMER, contact=contact),
        "catalog": wa.send_catalog(to=CUSTOMER, body="Ours", thumbnail_product_sku="1"),
        "all": wa.send_catalog(to=CUSTOMER, body="Ours"),
        "product": wa.send_product(to=CUSTOMER, catalog_id="1", sku="1"),
        "products": wa.send_products(
            to=CUSTOMER, catalog_id="1", product_sections=sections, title="Ours", body="b"
        ),
        "links": wa.send_carousel(to=CUSTOMER, body="b", cards=[card, card]),
        "replies": wa.send_carousel(to=CUSTOMER, body="b", cards=[replies, replies]),
    }
    found = {name: received(sim, one) for name, one in sent.items()}
    assert found["reaction"]["reaction"] == {"message_id": said, "emoji": "👍"}
    assert found["contacts"]["contacts"][0]["name"]["first_name"] == "Ann"
    assert found["links"]["interactive"]["action"]["cards"][1]["card_index"] == 1


def test_a_reply_and_a_tracked_message(sim: Simulator, wa: WhatsApp) -> None:
    said = sim.control.customer_says(CUSTOMER, "cloud")["id"]
    sent = wa.send_message(to="+1 (650) 555-1234", text="Hi", reply_to_message_id=said, tracker="tag")
    assert (sent.input, sent.chat.id) == ("+1 (650) 555-1234", CUSTOMER)
    assert received(sim, sent)["context"] == {"id": said}


def test_groups_and_user_ids(wa: WhatsApp) -> None:
    group = wa.send_message(to="Y2FwaV9ncm91cDoxNzA1NTU1MDEzOToxMjA", text="Hello all")
    assert group.chat.id == "Y2FwaV9ncm91cDoxNzA1NTU1MDEzOToxMjA"
    assert wa.pin_message(chat_id=group.chat.id, message_id=group.id, expiration_days=7).id
    assert wa.unpin_message(chat_id=group.chat.id, message_id=group.id).id
    assert wa.send_message(to="US.13491208655302741918", text="Hi").chat.id == "US.13491208655302741918"


def test_templates_with_parameters(wa: WhatsApp) -> None:
    english = TemplateLanguage.ENGLISH_US
    sent = wa.send_template(
        to=CUSTOMER,
        name="order_ready",
        language=english,
        params=[
            body("Ann", 17),
            QuickReplyButton.params(callback_data="go", index=0),
            TemplateUrlButton.params(url_variable="17", index=1),
        ],
    )
    assert sent.status is SentTemplateStatus.ACCEPTED
    money = Currency(fallback_value="$1", code="USD", amount_1000=1000)
    shown = [HeaderImage.params(image=LINK), body(money)]
    assert wa.send_template(to=CUSTOMER, name="appointment", language=english, params=shown).id
    with pytest.raises(pywa_errors.TemplateNotExists):
        wa.send_template(to=CUSTOMER, name="no_such", language=english, params=[])
    with pytest.raises(pywa_errors.TemplateParamCountMismatch) as counted:
        wa.send_template(to=CUSTOMER, name="order_ready", language=english, params=[body("Ann")])
    assert "number of localizable_params (1)" in str(counted.value.details)
    codes = [body("Ann", 17), CopyCodeButton.params(coupon_code="A", index=0)]
    with pytest.raises(pywa_errors.WhatsAppError) as wrong:
        wa.send_template(to=CUSTOMER, name="order_ready", language=english, params=codes)
    assert wrong.value.code == 132018
    with pytest.raises(pywa_errors.WhatsAppError) as edge:
        wa.send_template(to=CUSTOMER, name="hello_world", language=english, params=[], use_mm_lite_api=True)
    assert edge.value.code == 134100


def test_messages_are_marked_as_read_and_typing_is_shown(sim: Simulator, wa: WhatsApp) -> None:
    said = sim.control.customer_says(CUSTOMER, "cloud")["id"]
    assert wa.mark_message_as_read(message_id=said)
    assert wa.indicate_typing(message_id=said)
    with pytest.raises(pywa_errors.WhatsAppError) as unknown:
        wa.mark_message_as_read(message_id="wamid.unknown")
    assert unknown.value.details == "Please check the message ID you have provided."


def test_media_are_uploaded_found_downloaded_and_deleted(wa: WhatsApp, tmp_path: Path) -> None:
    media = wa.upload_media(media=PNG, mime_type="image/png", filename="a.png", ttl=60)
    assert isinstance(media, Media)
    url = wa.get_media_url(media_id=media.id)
    assert (url.mime_type, url.file_size) == ("image/png", len(PNG))
    assert url.sha256 == hashlib.sha256(PNG).hexdigest()
    assert wa.get_media_bytes(url.url) == PNG
    assert b"".join(wa.stream_media(url.url)) == PNG
    saved = wa.download_media(url=url.url, path=tmp_path)
    assert (saved.name, saved.read_bytes()) == ("a.png", PNG)
    assert wa.delete_media(media_id=media.id)
    with pytest.raises(pywa_errors.WhatsAppError) as gone:
        wa.get_media_url(media_id=media.id)
    assert (gone.value.code, gone.value.subcode) == (100, 33)
    with pytest.raises(pywa_errors.WhatsAppError) as unlisted:
        wa.upload_media(media=b"RIFF", mime_type="audio/wav", filename="a.wav")
    assert unlisted.value.message.endswith("Received file of type 'audio/wav'.")


def test_users_are_blocked_and_let_in_again(wa: WhatsApp) -> None:
    assert [u.input for u in wa.block_users(users=[CUSTOMER]).added_users] == [CUSTOMER]
    assert [u.wa_id for u in wa.get_blocked_users()] == [CUSTOMER]
    assert [u.wa_id for u in wa.unblock_users(users=[CUSTOMER]).removed_users] == [CUSTOMER]
    with pytest.raises(pywa_errors.WhatsAppError) as failed:
        wa.block_users(users=["16505559999"])
    assert failed.value.code == 139100


def test_refusals_are_errors_that_pywa_knows(wa: WhatsApp) -> None:
    with pytest.raises(pywa_errors.WhatsAppError) as endless:
        wa.send_message(to=CUSTOMER, text="x" * 4097)
    assert endless.value.message == "(#100) Param text['body'] must be at most 4096 characters long."
    with pytest.raises(pywa_errors.WhatsAppError) as oneself:
        wa.send_message(to="16505550106", text="x")
    assert oneself.value.code == 131021
    with pytest.raises(pywa_errors.WhatsAppError) as long:
        wa.send_message(to=CUSTOMER, text="x", buttons=[Button(title="x" * 21, callback_data="y")])
    assert long.value.details == "Button title length invalid. Min length: 1, Max length: 20"
