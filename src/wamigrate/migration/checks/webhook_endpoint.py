"""Your webhook endpoint answers Meta.

Why: Meta refuses self-signed certificates and an endpoint that does not repeat its challenge; what an
    endpoint answers with anything but 200 is sent again, to every subscribed app.
Sees: a connection over TLS, the verification GET with `hub.challenge`, and a signed POST without entries,
    both sent from here to `webhook_url`.
Fix: a certificate of a public authority; the verify token and the app secret that wamigrate.toml has.
Source: Meta, "Create a webhook endpoint"; "Webhooks, Getting Started" of the Graph API.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from urllib.parse import urlencode, urlsplit

from wamigrate.clients.transport import Answer, Request, Transport
from wamigrate.errors import TransportError
from wamigrate.migration.check import Check, CheckContext, Verdict, error, ok, skip, told, warn, worst

__all__ = ["check"]

HARMLESS = b'{"object":"whatsapp_business_account","entry":[]}'
SLOW = 1.0
META = "graph.facebook.com"

check = Check(__name__, id="P10", covers=("F42", "F43", "F44", "F45"))


@check.verdict
async def judge(ctx: CheckContext) -> Verdict:
    url, transport = ctx.number.webhook_url, ctx.transport
    if url is None:
        return skip("No webhook_url is configured for this number.")
    if transport is None:
        return skip("The endpoint was not called: there is no transport.")
    try:
        return worst(
            _scheme(ctx, url), await _verify(ctx, transport, url), await _deliver(ctx, transport, url)
        )
    except TransportError as failed:
        return error(
            f"Your endpoint cannot be reached: {told(failed)}",
            "Meta needs a public address and a certificate of a public authority, with its chain.",
        )
    except ValueError:
        return error("webhook_url is not an address.", "Write it as https://host/path.")


def _scheme(ctx: CheckContext, url: str) -> Verdict | None:
    if urlsplit(url).scheme == "https":
        return None
    seen, todo = "webhook_url is not https.", "Meta delivers over TLS only: give it a certificate."
    return error(seen, todo) if urlsplit(ctx.settings.graph.url).hostname == META else warn(seen, todo)


async def _verify(ctx: CheckContext, transport: Transport, url: str) -> Verdict:
    token = ctx.settings.graph.verify_token
    if token is None:
        return warn("The verification GET was not tried.", "Set verify_token in [graph].")
    challenge = str(secrets.randbelow(10**10))
    query = {"hub.mode": "subscribe", "hub.challenge": challenge, "hub.verify_token": token.reveal()}
    glue = "&" if urlsplit(url).query else "?"
    answer = await transport.send(
        Request("GET", f"{url}{glue}{urlencode(query)}", limit=ctx.settings.timing.call_limit)
    )
    if answer.status == 200 and answer.body.strip() == challenge.encode():
        return ok("The endpoint repeats hub.challenge.")
    return error(
        f"The verification GET was answered with {answer.status}, not with the bare challenge.",
        "Answer 200 with hub.challenge as the whole body when hub.verify_token is the one in [graph].",
    )


async def _deliver(ctx: CheckContext, transport: Transport, url: str) -> Verdict:
    secret = ctx.settings.graph.app_secret
    if secret is None:
        return warn("The signed POST was not tried.", "Set app_secret in [graph].")
    signature = hmac.new(secret.reveal().encode(), HARMLESS, hashlib.sha256).hexdigest()
    headers = {"content-type": "application/json", "x-hub-signature-256": f"sha256={signature}"}
    began = ctx.clock.now()
    request = Request("POST", url, headers=headers, body=HARMLESS, limit=ctx.settings.timing.call_limit)
    return _delivered(await transport.send(request), (ctx.clock.now() - began).total_seconds())


def _delivered(answer: Answer, seconds: float) -> Verdict:
    if answer.status != 200:
        return error(
            f"A correctly signed delivery was answered with {answer.status}, not 200.",
            "Compare X-Hub-Signature-256 with the HMAC-SHA256 of the raw body under this app's secret.",
        )
    if seconds > SLOW:
        return warn(
            f"A delivery took {seconds:.1f} s.", "Answer at once, work later: Meta wants 99 % under a second."
        )
    return ok("It accepts a signed delivery.")
