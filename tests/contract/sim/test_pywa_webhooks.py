"""pywa's own webhook server takes the simulator's signed webhooks, and its handlers understand them."""

from __future__ import annotations

import queue
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
import uvicorn
from pywa.client import WhatsApp
from pywa.types.others import MessageType

from tests.contract.sim.pywa_client import pywa_client
from wamigrate.core.payload import JsonObject
from wamigrate.sim.testing import Simulator, running_simulator

CUSTOMER = "16505551234"
WORLD = """
[options]
send_delay = 0
delivered_delay = 0
read_delay = 0
template_review_delay = 0
media_url_in_webhooks = true


[[number]]
name = "cloud"
phone = "+16505550106"
pin = "123456"
side = "cloud"
"""


@dataclass
class Bot:
    """A running pywa server and what its handlers were given."""

    sim: Simulator
    wa: WhatsApp
    got: queue.Queue[tuple[str, Any]]

    def next(self) -> tuple[str, Any]:
        return self.got.get(timeout=10)

    def says(self, message: JsonObject) -> tuple[str, Any]:
        """What a handler gets when a customer sends that."""
        self.sim.control.call("POST", f"/customers/{CUSTOMER}/messages", {"to": "cloud", **message})
        return self.next()


@pytest.fixture(scope="module")
def running() -> Iterator[Bot]:
    with (
        running_simulator(WORLD) as sim,
        pywa_client(sim, verify_token="let-me-in", webhook_endpoint="/hook") as wa,
    ):
        bot = Bot(sim, wa, queue.Queue())
        for name in HANDLERS:
            getattr(wa, f"on_{name}")()(lambda _, update, name=name: bot.got.put((name, update)))
        with serving(wa) as url:
            token = wa.get_app_access_token(int(str(wa.app_id)), str(wa._app_secret))
            fields = ["messages", "message_template_status_update", "security", "account_alerts", "flows"]
            assert wa.set_app_callback_url(int(str(wa.app_id)), token, url + "/hook", "let-me-in", fields)
            wa.api.delete_waba_alternate_callback_url(str(wa.waba_id))
            yield bot


HANDLERS = (
    "message",
    "callback_button",
    "callback_selection",
    "message_status",
    "phone_number_change",
    "identity_change",
    "template_status_update",
    "flow_completion",
    "edited_message",
    "deleted_message",
    "call_permission_update",
)


@contextmanager
def serving(wa: WhatsApp) -> Iterator[str]:
    """pywa's server on a free port."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        config = uvicorn.Config(wa._setup_and_get_starlette_app(), log_config=None, lifespan="off")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture
def bot(running: Bot) -> Bot:
    while not running.got.empty():
        running.got.get()
    return running


ROWS: list[tuple[JsonObject, str, dict[str, Any]]] = [
    ({"type": "text", "text": {"body": "grüß / 花 @ 100%"}}, "message", {"text": "grüß / 花 @ 100%"}),
    ({"type": "image", "image": {"caption": "c"}}, "message", {"caption": "c", "type": MessageType.IMAGE}),
    ({"type": "video", "video": {}}, "message", {"type": MessageType.VIDEO}),
    ({"type": "audio", "audio": {}}, "message", {"audio.voice": False}),
    ({"type": "voice", "voice": {}}, "message", {"audio.voice": True, "type": MessageType.AUDIO}),
    ({"type": "document", "document": {"filename": "a.pdf"}}, "message", {"document.filename": "a.pdf"}),
    ({"type": "sticker", "sticker": {"animated": True}}, "message", {"sticker.animated": True}),
    (
        {"type": "location", "location": {"latitude": 1.5, "longitude": 2.5, "name": "Here"}},
        "message",
        {"location.latitude": 1.5, "location.name": "Here"},
    ),
    (
        {"type": "contacts", "contacts": [{"name": {"formatted_name": "Ada", "first_name": "Ada"}}]},
        "message",
        {"contacts.0.name.formatted_name": "Ada"},
    ),
    (
        {"type": "reaction", "reaction": {"message_id": "wamid.x", "emoji": "👍"}},
        "message",
        {"reaction.emoji": "👍"},
    ),
    (
        {"type": "reaction", "reaction": {"message_id": "wamid.x", "emoji": ""}},
        "message",
        {"reaction.emoji": None},
    ),
    (
        {
            "type": "order",
            "order": {
                "catalog_id": "1",
                "text": "please",
                "product_items": [
                    {"product_retailer_id": "p", "quantity": 2, "item_price": 3, "currency": "USD"}
                ],
            },
        },
        "message",
        {"order.total_price": 6, "order.text": "please"},
    ),
    ({"type": "unsupported"}, "message", {"type": MessageType.UNSUPPORTED, "error.code": 131051}),
    (
        {"type": "button", "button": {"payload": "p1", "text": "Yes"}, "context": {"id": "wamid.x"}},
        "callback_button",
        {"data": "p1", "title": "Yes"},
    ),
    (
        {
            "type": "interactive",
            "interactive": {"type": "button_reply", "button_reply": {"id": "b1", "title": "Yes"}},
            "context": {"id": "wamid.x"},
        },
        "callback_button",
        {"data": "b1", "title": "Yes"},
    ),
    (
        {
            "type": "interactive",
            "interactive": {
                "type": "list_reply",
                "list_reply": {"id": "r1", "title": "Row", "description": "d"},
            },
            "context": {"id": "wamid.x"},
        },
        "callback_selection",
        {"data": "r1", "description": "d"},
    ),
    (
        {
            "type": "interactive",
            "interactive": {
                "type": "nfm_reply",
                "nfm_reply": {"name": "flow", "body": "Sent", "response_json": '{"flow_token":"t","x":1}'},
            },
            "context": {"id": "wamid.x"},
        },
        "flow_completion",
        {"token": "t", "body": "Sent"},
    ),
]


def dig(update: Any, path: str) -> Any:
    for part in path.split("."):
        update = update[int(part)] if part.isdigit() else getattr(update, part)
    return update


@pytest.mark.parametrize(("message", "handler", "expected"), ROWS, ids=lambda v: str(v)[:40])
def test_each_kind_of_message_reaches_its_handler(
    bot: Bot, message: JsonObject, handler: str, expected: dict[str, Any]
) -> None:
    name, update = bot.says(message)
    assert name == handler
    assert {path: dig(update, path) for path in expected} == expected
    assert (update.from_user.wa_id, update.metadata.phone_number_id) == (CUSTOMER, bot.wa.phone_id)


def test_people_have_a_business_scoped_id_where_that_is_switched_on(bot: Bot) -> None:
    _, update = bot.says({"type": "text", "text": {"body": "hi"}})
    assert update.from_user.bsuid.startswith("US.")


def test_media_are_downloaded_through_the_url_in_the_webhook(bot: Bot) -> None:
    _, update = bot.says({"type": "image", "image": {"data_base64": "T2dnUw=="}})
    assert bot.wa.get_media_bytes(update.image.url) == b"OggS"
    assert update.image.get_bytes() == b"OggS"


def test_replies_forwards_and_advertisements_are_told(bot: Bot) -> None:
    text = {"type": "text", "text": {"body": "hi"}}
    _, reply = bot.says({**text, "context": {"id": "wamid.x"}})
    assert reply.reply_to_message.id == "wamid.x"
    _, forwarded = bot.says({**text, "context": {"forwarded": True}})
    assert forwarded.forwarded is True
    advertisement = {
        "source_url": "https://fb.me/x",
        "source_type": "ad",
        "source_id": "1",
        "headline": "Sale",
    }
    _, referred = bot.says({**text, "referral": {**advertisement, "body": "b", "ctwa_clid": "c"}})
    assert referred.referral.headline == "Sale"


def test_statuses_of_a_message_come_one_after_the_other(bot: Bot) -> None:
    bot.says({"type": "text", "text": {"body": "hi"}})
    sent = bot.wa.send_text(CUSTOMER, "hello", tracker="tag-1")
    found = [bot.next() for _ in range(3)]
    assert {name for name, _ in found} == {"message_status"}
    assert {str(update.status) for _, update in found} == {"sent", "delivered", "read"}
    assert {(update.id, update.tracker) for _, update in found} == {(sent.id, "tag-1")}
    first = next(update for _, update in found if update.status == "sent")
    assert (first.pricing.billable, str(first.pricing.category)) == (False, "service")


def test_a_failed_message_tells_why(bot: Bot) -> None:
    bot.wa.send_text("16505559999", "hello")
    _, update = bot.next()
    assert (str(update.status), update.error.code) == ("failed", 131047)


def test_edits_and_deletions_name_the_message(bot: Bot) -> None:
    said = bot.sim.control.customer_says(CUSTOMER, "cloud", "helo")
    bot.next()
    path = f"/customers/{CUSTOMER}"
    new = {"id": said["id"], "type": "text", "text": {"body": "hello"}}
    bot.sim.control.call("POST", path + "/edit", new)
    name, edited = bot.next()
    assert (name, edited.original_message_id, edited.message.text) == ("edited_message", said["id"], "hello")
    bot.sim.control.call("POST", path + "/delete", {"id": said["id"]})
    name, deleted = bot.next()
    assert (name, deleted.original_message_id) == ("deleted_message", said["id"])


def test_the_review_of_a_template_is_told(bot: Bot) -> None:
    components = [{"type": "BODY", "text": "Thank you very much"}]
    given = {"name": "thanks", "language": "en_US", "category": "UTILITY", "components": components}
    created = bot.wa.api.create_template(str(bot.wa.waba_id), given)
    name, update = bot.next()
    assert (name, str(update.template_id), update.template_name) == (
        "template_status_update",
        created["id"],
        "thanks",
    )
    assert str(update.new_status) == "APPROVED"
