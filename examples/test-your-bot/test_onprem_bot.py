"""The bot on the On-Premises API."""

from __future__ import annotations

import pytest
from bots.onprem_bot import OnPremBot
from bots.web import serving

ADA = "16505551234"


@pytest.fixture
def bot(whatsapp):
    deployment = whatsapp.onprem("support")
    return OnPremBot(deployment["url"], deployment["username"], deployment["password"], deployment["ca_file"])


@pytest.fixture
def running(whatsapp, bot):
    with serving(bot.webhook) as url:
        whatsapp.control.webhooks_to("support", url)
        yield bot


def test_it_answers_what_a_customer_says(whatsapp, running, eventually):
    whatsapp.control.customer_says(ADA, "support", "hello")
    (answer,) = eventually(lambda: whatsapp.control.inbox(ADA))
    assert answer["text"] == {"body": "You said: hello"}


def test_it_logs_in_again_when_its_token_has_expired(whatsapp, running, eventually):
    whatsapp.control.customer_says(ADA, "support", "one")
    eventually(lambda: len(whatsapp.control.inbox(ADA)) == 1)
    whatsapp.control.fault("token_expired", api="onprem", path="/v1/messages", count=1)
    whatsapp.control.customer_says(ADA, "support", "two")
    eventually(lambda: len(whatsapp.control.inbox(ADA)) == 2)


def test_an_overloaded_deployment_gets_the_message_later(whatsapp, running, eventually):
    whatsapp.control.fault("error", {"code": 1016}, api="onprem", path="/v1/messages", count=1)
    whatsapp.control.customer_says(ADA, "support", "hello")
    eventually(lambda: [d for d in whatsapp.control.deliveries() if d["status"] == 503])
    whatsapp.control.advance(4)  # the deployment tries its webhook again after three seconds
    assert eventually(lambda: whatsapp.control.inbox(ADA))
