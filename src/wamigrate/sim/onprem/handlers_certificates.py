"""Certificates of the web server and of the webhook's authority."""

from __future__ import annotations

import re

from wamigrate.sim.http import Response
from wamigrate.sim.onprem.call import Call, nothing
from wamigrate.sim.onprem.errors import OnPremRefusal

__all__ = [
    "delete_webhook_authority",
    "set_server_certificate",
    "set_webhook_authority",
    "show_server_authority",
    "show_webhook_authority",
]

PEM: list[tuple[bytes, bytes]] = [(b"content-type", b"text/plain")]
CERTIFICATE = re.compile(r"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----\n?", re.DOTALL)
SERVER, WEBHOOKS = "external", "webhooks"


async def set_server_certificate(call: Call) -> Response:
    """POST /v1/certificates/external: key, certificate and at least one authority, in this order"""
    text = call.pem()
    if "PRIVATE KEY-----" not in text or len(CERTIFICATE.findall(text)) < 2:
        raise OnPremRefusal(1009, "The body must hold a private key, a certificate and its authorities")
    call.place.certificates[SERVER] = text
    return nothing(call)


async def show_server_authority(call: Call) -> Response:
    """GET /v1/certificates/external/ca: 404 has no body"""
    found = CERTIFICATE.findall(call.place.certificates.get(SERVER, ""))
    return _shown(call, "".join(found[1:]))


async def set_webhook_authority(call: Call) -> Response:
    """POST /v1/certificates/webhooks/ca"""
    call.place.certificates[WEBHOOKS] = call.pem()
    return nothing(call)


async def show_webhook_authority(call: Call) -> Response:
    """GET /v1/certificates/webhooks/ca: 404 has no body"""
    return _shown(call, call.place.certificates.get(WEBHOOKS, ""))


async def delete_webhook_authority(call: Call) -> Response:
    """DELETE /v1/certificates/webhooks/ca"""
    call.place.certificates.pop(WEBHOOKS, None)
    return nothing(call)


def _shown(call: Call, text: str) -> Response:
    if text:
        return Response(200, text.encode(), list(PEM))
    if call.options.missing_certificate_body:
        raise OnPremRefusal(1006, "Certificate does not exist")
    return Response(404)
