"""Certificates: the bridge has its own TLS; what is uploaded for webhooks is used when it delivers."""

from __future__ import annotations

import ssl

from wamigrate.bridge.call import Call, done
from wamigrate.bridge.http import Reply
from wamigrate.bridge.refusals import Refused

__all__ = [
    "CERTIFICATE",
    "WEBHOOKS_CA",
    "delete_webhooks_ca",
    "set_external",
    "set_webhooks_ca",
    "show_external_ca",
    "show_webhooks_ca",
]

CERTIFICATE = "certificate"
WEBHOOKS_CA = "webhooks-ca"
LIMIT = 200_000
PEM = [(b"content-type", b"text/plain")]


async def set_external(call: Call) -> Reply:
    """POST /v1/certificates/external: taken and not used, for TLS ends elsewhere now"""
    if b"-----BEGIN CERTIFICATE-----" not in await call.raw(LIMIT):
        raise Refused(1009, "Body must be a private key and certificates in PEM form")
    return done(call)


async def show_external_ca(call: Call) -> Reply:
    """GET /v1/certificates/external/ca: 404 has no body"""
    pem = call.line.external_ca()
    return Reply(200, pem, list(PEM)) if pem else Reply(404)


async def set_webhooks_ca(call: Call) -> Reply:
    """POST /v1/certificates/webhooks/ca: trusted when the bridge delivers"""
    content = await call.raw(LIMIT)
    try:
        pem = content.decode("ascii")
        ssl.create_default_context(cadata=pem)
    except (ValueError, ssl.SSLError):
        raise Refused(1009, "Body must be certificates in PEM form") from None
    await call.line.memory.put(call.line.id, CERTIFICATE, WEBHOOKS_CA, {"pem": pem})
    return done(call)


async def show_webhooks_ca(call: Call) -> Reply:
    """GET /v1/certificates/webhooks/ca: 404 has no body"""
    kept = await call.line.memory.get(call.line.id, CERTIFICATE, WEBHOOKS_CA)
    return Reply(200, kept["pem"].encode(), list(PEM)) if kept else Reply(404)


async def delete_webhooks_ca(call: Call) -> Reply:
    """DELETE /v1/certificates/webhooks/ca: the system's authorities again"""
    await call.line.memory.forget(call.line.id, CERTIFICATE, WEBHOOKS_CA)
    return done(call)
