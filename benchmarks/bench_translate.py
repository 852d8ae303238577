"""What the translation of one message costs on one core, decode and encode included.

Budget: 15 µs for a clean message of up to 1 KB, 25 µs for one with two to four findings; the
mean over kinds of messages counts.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable

import msgspec

from wamigrate.core.payload import JsonObject
from wamigrate.differences.difference import Direction, Surface
from wamigrate.differences.facts import Facts
from wamigrate.differences.registry import load
from wamigrate.differences.samples import MEDIA_ID, interactive, reply_button, send, template
from wamigrate.differences.translate import Translator

CLEAN, WITH_FINDINGS = 15.0, 25.0
ROUNDS, EACH = 5, 2000
PROSE = "Your order is on its way to you. "


def texts(*values: str) -> list[JsonObject]:
    return [{"type": "text", "text": value} for value in values]


def rows(pad: str) -> JsonObject:
    given = [{"id": f"row-{n}", "title": f"Row {n}", "description": PROSE.strip()} for n in range(6)]
    return {"button": f"Choose{pad}", "sections": [{"title": f"All{pad}", "rows": given}]}


BODY = {"type": "body", "parameters": texts("Ann", "roses", PROSE * 2, "Monday", "1 Road, Menlo Park")}
BUTTON = {"type": "button", "sub_type": "url", "index": "0", "parameters": texts("order/4711")}
PLAIN = {
    "text": send("text", {"body": PROSE * 25}),
    "image": send("image", {"id": MEDIA_ID, "caption": PROSE * 20}),
    "buttons": send(
        "interactive",
        interactive("button", {"buttons": [reply_button(str(n), f"No. {n}") for n in range(3)]}),
    ),
    "list": send("interactive", interactive("list", rows(""))),
    "template": send("template", template(BODY, BUTTON)),
}
SPOILED = {
    "text": send("text", {"body": PROSE * 25}, to="16505550111", preview_url=True, ttl="P1D"),
    "image": send("image", {"id": MEDIA_ID, "caption": PROSE * 20, "mime_type": "image/png"}, tag="spring"),
    "buttons": send(
        "interactive",
        interactive(
            "button",
            {"buttons": [reply_button("1", "Yes "), reply_button("2", "No ")]},
            header={"type": "text", "text": "Well", "image": {}, "video": {}},
        ),
    ),
    "list": send("interactive", interactive("list", rows(" "))),
    "template": send(
        "template",
        template(BODY, {k: v for k, v in BUTTON.items() if k != "index"}, namespace="flowers_ns"),
        to="16505550111",
    ),
}


def main() -> None:
    clean, spoiled = measured(PLAIN), measured(SPOILED)
    means = {"clean": mean(clean), "with_findings": mean(spoiled)}
    budget = {"clean": CLEAN, "with_findings": WITH_FINDINGS}
    document = {
        "benchmark": "translate",
        "mean_us": means,
        "of_budget": {name: round(means[name] / budget[name], 2) for name in means},
        "clean_us": clean,
        "with_findings_us": spoiled,
    }
    print(json.dumps(document))


def measured(messages: dict[str, JsonObject]) -> dict[str, float]:
    return {name: best(json.dumps(message).encode()) for name, message in messages.items()}


def mean(found: dict[str, float]) -> float:
    return round(sum(found.values()) / len(found), 1)


def best(raw: bytes) -> float:
    """Microseconds, the best of some rounds: the others share the machine with somebody."""
    once = translation()
    times = []
    for _ in range(ROUNDS):
        began = time.process_time()
        for _ in range(EACH):
            once(raw)
        times.append(time.process_time() - began)
    return round(min(times) / EACH * 1e6, 1)


def translation() -> Callable[[bytes], bytes]:
    translator, facts = Translator(load()), Facts()
    decode, encode = msgspec.json.Decoder().decode, msgspec.json.Encoder().encode

    def once(raw: bytes) -> bytes:
        return encode(translator.translate(Surface.SEND, Direction.TO_CLOUD, decode(raw), facts).payload)

    return once


if __name__ == "__main__":
    main()
