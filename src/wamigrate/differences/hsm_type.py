"""Templates sent as `hsm`.

On-Premises: has an older form of template messages, type `hsm`, with `localizable_params` for the body.
Cloud: knows only the type `template`.
What we do: write it as a template with a body. Dates and amounts keep the text of their default.
Source: Meta, On-Premises API reference, "Message Templates"; deprecated with v2.39.
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import REMOVED, Edit, Json, JsonObject, dig
from wamigrate.differences.difference import Difference, Finding, Pair, Phase, Surface
from wamigrate.differences.facts import Facts
from wamigrate.differences.samples import send, sent

__all__ = ["difference"]

LANGUAGE = {"policy": "deterministic", "code": "en_US"}
DOLLARS = {"currency_code": "USD", "amount_1000": 10000}

difference = Difference(
    __name__,
    Surface.SEND,
    types=("hsm",),
    phase=Phase.SHAPE,
    pairs=[
        Pair(
            title="a name and an amount",
            onprem=send(
                "hsm",
                {
                    "namespace": "flowers_ns",
                    "element_name": "order_ready",
                    "language": LANGUAGE,
                    "localizable_params": [{"default": "Ann"}, {"default": "$10", "currency": DOLLARS}],
                },
            ),
            cloud=sent(
                "template",
                {
                    "name": "order_ready",
                    "language": LANGUAGE,
                    "components": [
                        {
                            "type": "body",
                            "parameters": [
                                {"type": "text", "text": "Ann"},
                                {
                                    "type": "currency",
                                    "currency": {
                                        "fallback_value": "$10",
                                        "code": "USD",
                                        "amount_1000": 10000,
                                    },
                                },
                            ],
                        }
                    ],
                },
            ),
        ),
        Pair(
            title="nothing to fill in",
            onprem=send("hsm", {"element_name": "hello_world", "language": LANGUAGE}),
            cloud=sent("template", {"name": "hello_world", "language": LANGUAGE}),
        ),
    ],
)


@difference.to_cloud
def write_template(payload: Json, facts: Facts) -> Iterator[Finding]:
    old = payload.get("hsm")
    if type(old) is not dict:
        return
    edits = (Edit(("hsm",), REMOVED), Edit(("type",), "template"), Edit(("template",), _template(old)))
    yield Finding((), "Cloud API has no `hsm`, only templates", edits)


def _template(old: JsonObject) -> JsonObject:
    names = (("element_name", "name"), ("language", "language"))
    template = {new: old[name] for name, new in names if name in old}
    given = old.get("localizable_params") or []
    values = [_parameter(one) for one in (given if type(given) is list else [given])]
    return template | ({"components": [{"type": "body", "parameters": values}]} if values else {})


def _parameter(old: Json) -> JsonObject:
    default = dig(old, "default")
    currency = dig(old, "currency")
    if type(currency) is dict:
        rest = {"code": currency.get("currency_code"), "amount_1000": currency.get("amount_1000")}
        return {"type": "currency", "currency": {"fallback_value": default, **rest}}
    if dig(old, "date_time") is not None:
        return {"type": "date_time", "date_time": {"fallback_value": default}}
    return {"type": "text", "text": default}
