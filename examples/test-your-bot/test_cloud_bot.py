"""The bot on Cloud API."""

from __future__ import annotations

import pytest
from bots.cloud_bot import CloudBot
from bots.web import serving

ADA = "16505551234"


@pytest.fixture
def bot(whatsapp):
    graph = whatsapp.graph
    return CloudBot(graph["url"], graph["token"], graph["app_secret"], graph["verify_token"])


@pytest.fixture
def running(whatsapp, bot):
    with serving(bot.webhook, bot.handshake) as url:
        whatsapp.control.webhooks_to("orders", url)
        yield bot


def test_it_answers_what_a_customer_says(whatsapp, running, eventually):
    whatsapp.control.customer_says(ADA, "orders", "hello")
    (answer,) = eventually(lambda: whatsapp.control.inbox(ADA))
    assert answer["text"] == {"body": "You said: hello"}


def test_it_answers_a_webhook_that_comes_twice_once(whatsapp, running, eventually):
    whatsapp.control.fault("webhook_duplicate", api="graph", count=1)
    whatsapp.control.customer_says(ADA, "orders", "hello")
    messages = lambda: [d for d in whatsapp.control.deliveries() if b"hello" in str(d["body"]).encode()]  # noqa: E731
    eventually(lambda: len([d for d in messages() if d["status"] == 200]) == 2)
    eventually(lambda: whatsapp.control.inbox(ADA))
    assert len(whatsapp.control.inbox(ADA)) == 1


def test_it_does_not_believe_a_wrong_signature(whatsapp, running, eventually):
    whatsapp.control.fault("webhook_bad_signature", count=1)
    whatsapp.control.customer_says(ADA, "orders", "hello")
    eventually(lambda: [d for d in whatsapp.control.deliveries() if d["status"] == 401])
    assert whatsapp.control.inbox(ADA) == []


def test_it_says_when_the_window_is_closed(whatsapp, bot, eventually):
    number = whatsapp.number("orders")["phone_number_id"]
    sent = bot.say(number, ADA, "Are you there?")
    failed = lambda: [d for d in whatsapp.control.deliveries() if sent in str(d) and "131047" in str(d)]  # noqa: E731
    assert eventually(failed)
