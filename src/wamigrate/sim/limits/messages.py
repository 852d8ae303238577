"""Limits of sending through the Graph simulator."""

from __future__ import annotations

from wamigrate.sim.limits.limit import How, Limit

__all__ = ["MESSAGES"]

MESSAGES = (
    Limit(
        "Unknown keys at the top level",
        How.UNSURE,
        "An unknown top-level key of a message is refused like one further inside.",
        "options.strict_top_level",
    ),
    Limit(
        "Throughput",
        How.SIMPLIFIED,
        "80 or 1,000 messages per second and number are enforced (130429) only if asked for.",
        "options.throughput_limit",
    ),
    Limit(
        "Pair limit",
        How.SIMPLIFIED,
        "One message per 6 seconds to one customer, bursts of 45, is enforced (131056) only if asked for.",
        "options.pair_limit",
    ),
    Limit(
        "Shape of a message",
        How.SIMULATED,
        "Every type, interactive kind, template component and parameter has its table of keys and limits.",
    ),
    Limit(
        "Words of refusals",
        How.UNSURE,
        "Where no capture of Meta's own words was found, code and place are right and the words are ours.",
    ),
    Limit(
        "Content of another type",
        How.UNSURE,
        "A known content key that does not belong to the type of the message is ignored.",
    ),
    Limit(
        "The 24-hour window",
        How.SIMULATED,
        "A free-form message outside it is accepted and fails afterwards with 131047, or is refused at once.",
        "options.window_refused_at_once",
    ),
    Limit(
        "HTTP status of throttles",
        How.UNSURE,
        "130429 and 131056 come with HTTP 400, as in Meta's table of 2024, or with 429.",
        "options.throttle_status",
    ),
    Limit(
        "Payload of a quick-reply button",
        How.UNSURE,
        "At most 128 characters, though some clients report 256.",
        "options.quick_reply_payload_limit",
    ),
    Limit(
        "Code of a copy-code button",
        How.UNSURE,
        "At most 15 characters, though newer reports say 20.",
        "options.coupon_code_limit",
    ),
    Limit(
        "Messages to groups through Cloud API",
        How.SIMPLIFIED,
        "A group is one recipient with its id; it has no members, and anything can be the id of one.",
    ),
    Limit(
        "Business-scoped user ids",
        How.SIMPLIFIED,
        "A message to a user id is accepted and delivered to a customer of its own.",
    ),
    Limit(
        "Numbers without a country code",
        How.SIMPLIFIED,
        "The business's own country code is never put before a number; one that begins with 0 is refused.",
    ),
    Limit(
        "Allowed recipients of test numbers",
        How.SIMPLIFIED,
        "A number in sandbox mode may write to everybody unless the world names its recipients (131030).",
        "number.allowed_recipients",
    ),
    Limit(
        "The template `hello_world`",
        How.SIMPLIFIED,
        "Every number may send it, where Meta keeps it for test numbers (131058).",
        "options.hello_world_anywhere",
    ),
    Limit(
        "Block list",
        How.SIMPLIFIED,
        "Who wrote within 24 hours can be blocked: what they write is dropped, a send to them gets 130403.",
    ),
    Limit(
        "Items of the block list",
        How.UNSURE,
        "Each has `input` beside the documented keys, because a client of the real API needs it.",
    ),
    Limit(
        "Marketing messages",
        How.SIMPLIFIED,
        "The edge accepts approved marketing templates like an ordinary send; nothing is optimised.",
    ),
)
