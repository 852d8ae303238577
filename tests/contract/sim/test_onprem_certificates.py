"""Certificates that a deployment keeps, and the authority of a webhook that it trusts."""

from __future__ import annotations

from pathlib import Path

from tests.contract.sim.http import OnPrem, eventually, receiver
from tests.contract.transport.certificates import Authority
from wamigrate.sim.testing import Simulator

KEY = "-----BEGIN PRIVATE KEY-----\nBBBB\n-----END PRIVATE KEY-----\n"
OWN, ISSUER, ROOT = (
    f"-----BEGIN CERTIFICATE-----\n{name}\n-----END CERTIFICATE-----\n" for name in ("OWN", "ISSUER", "ROOT")
)
TEXT = {"content_type": "text/plain"}


def test_the_authorities_of_a_server_certificate_are_shown(onprem: OnPrem) -> None:
    whole = (KEY + OWN + ISSUER + ROOT).encode()
    assert onprem("POST", "/v1/certificates/external", whole, **TEXT).status == 200
    answer = onprem("GET", "/v1/certificates/external/ca")
    assert (answer.headers["content-type"], answer.body) == ("text/plain", (ISSUER + ROOT).encode())


def test_a_webhook_under_a_private_authority_is_reached_once_that_is_trusted(
    sim: Simulator, onprem: OnPrem, tmp_path: Path
) -> None:
    authority = Authority()
    with receiver(authority.issue().server(tmp_path)) as hook:
        settings = {"webhooks": {"url": hook.url}, "callback_backoff_delay_ms": 10}
        onprem("PATCH", "/v1/settings/application", settings)
        sim.control.customer_says("16505551234", "main")
        assert eventually(lambda: sim.control.deliveries())[0]["status"] is None
        onprem("POST", "/v1/certificates/webhooks/ca", authority.pem, **TEXT)
        assert hook.wait_for(1)[0]["messages"][0]["text"] == {"body": "hi"}
        assert onprem("GET", "/v1/certificates/webhooks/ca").body == authority.pem
        assert onprem("DELETE", "/v1/certificates/webhooks/ca").status == 200
        assert onprem("GET", "/v1/certificates/webhooks/ca").status == 404
