"""What Cloud API refuses at once: each limit by one too many, each rule by one exception."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contract.sim.http import Graph
from tests.contract.sim.messages import (
    TEXT,
    button,
    changed,
    interactive,
    list_message,
    refused,
    template,
    texts,
)
from tests.contract.sim.test_graph_messages_documented import INTERACTIVE, PLAIN

PARAMETERS = "interactive.action.parameters"
IMAGE = PLAIN["an image by link"]
CONTACT = PLAIN["a contact with everything"]
CAROUSEL = INTERACTIVE["a carousel of links"]
FLOW = INTERACTIVE["a flow"]
PAY = INTERACTIVE["an order to pay"]
CTA = INTERACTIVE["a link"]
PRODUCTS = INTERACTIVE["thirty products"]
SECTIONS = INTERACTIVE["a list of two sections"]
REACTION = PLAIN["a reaction"]

UNKNOWN_KEYS: list[tuple[dict[str, Any], str, str]] = [
    ({**TEXT, "ttl": "P1D"}, "ttl", "message"),
    ({**TEXT, "preview_url": True}, "preview_url", "message"),
    ({**TEXT, "product_policy": "STRICT"}, "product_policy", "message"),
    (changed(TEXT, "text.foo", 1), "foo", "text"),
    (changed({**TEXT, "context": {}}, "context.id", "wamid.x"), "id", "context"),
    (changed(IMAGE, "image.provider", {"name": "p"}), "provider", "image"),
    (changed(IMAGE, "image.filename", "a.jpg"), "filename", "image"),
    ({"type": "audio", "audio": {"link": "https://e.com/a", "caption": "a"}}, "caption", "audio"),
    (changed(CONTACT, "contacts.0.ims", []), "ims", "contacts[0]"),
    (changed(CONTACT, "contacts.0.name.vcard", ""), "vcard", "contacts[0]['name']"),
    (changed(button(), "interactive.color", 1), "color", "interactive"),
    (changed(button(), "interactive.action.name", "x"), "name", "interactive['action']"),
    (
        changed(button(), "interactive.action.buttons.1.reply.y", 1),
        "y",
        "interactive['action']['buttons'][1]['reply']",
    ),
    (
        changed(list_message(), "interactive.action.sections.0.rows.0.payload", 1),
        "payload",
        "interactive['action']['sections'][0]['rows'][0]",
    ),
    (
        button(header={"type": "image", "image": {"link": "https://e.com/a", "caption": "a"}}),
        "caption",
        "interactive['header']['image']",
    ),
    (changed(FLOW, f"{PARAMETERS}.token", "t"), "token", "interactive['action']['parameters']"),
    (
        changed(CAROUSEL, "interactive.action.cards.1.footer", {}),
        "footer",
        "interactive['action']['cards'][1]",
    ),
    (changed(template(name="hello_world"), "template.namespace", "n"), "namespace", "template"),
    (
        changed(template(name="hello_world"), "template.language.policystring", "x"),
        "policystring",
        "template['language']",
    ),
    (
        template({"type": "body", "add_security_recommendation": True}, name="hello_world"),
        "add_security_recommendation",
        "template['components'][0]",
    ),
    (
        template({"type": "body", "parameters": [{"type": "text", "text": "a", "x": 1}]}),
        "x",
        "template['components'][0]['parameters'][0]",
    ),
]


@pytest.mark.parametrize(
    ("message", "key", "place"), UNKNOWN_KEYS, ids=[f"{k}-{p}" for _, k, p in UNKNOWN_KEYS]
)
def test_an_unknown_key_is_named_with_its_place(
    graph: Graph, message: dict[str, Any], key: str, place: str
) -> None:
    answer = graph.send("cloud", message)
    assert (answer.status, answer.error["type"], "error_data" in answer.error) == (
        400,
        "OAuthException",
        False,
    )
    assert answer.error["message"] == f'(#100) Unexpected key "{key}" on param "{place}".'


MISSING: list[tuple[dict[str, Any], str]] = [
    ({"type": "text"}, "text"),
    ({"type": "image", "text": {"body": "x"}}, "image"),
    (changed(TEXT, "text.body", ""), "text['body']"),
    (changed(TEXT, "text.body", " \n "), "text['body']"),
    ({"type": "image", "image": {}}, "image['id']"),
    ({"type": "location", "location": {"latitude": 1}}, "location['longitude']"),
    (changed(CONTACT, "contacts.0.name.formatted_name", None), "contacts[0]['name']['formatted_name']"),
    (changed(CONTACT, "contacts.0.emails.0.email", ""), "contacts[0]['emails'][0]['email']"),
    ({"type": "reaction", "reaction": {"message_id": "wamid.x"}}, "reaction['emoji']"),
    (changed(button(), "interactive.type", None), "interactive['type']"),
    (changed(button(), "interactive.action", None), "interactive['action']"),
    (changed(button(), "interactive.body", None), "interactive['body']"),
    (changed(button(), "interactive.body.text", ""), "interactive['body']['text']"),
    (
        changed(button(), "interactive.action.buttons.0.type", ""),
        "interactive['action']['buttons'][0]['type']",
    ),
    (
        changed(list_message(), "interactive.action.sections.0.rows.0.title", ""),
        "interactive['action']['sections'][0]['rows'][0]['title']",
    ),
    (
        changed(SECTIONS, "interactive.action.sections.1.title", None),
        "interactive['action']['sections'][1]['title']",
    ),
    (
        changed(SECTIONS, "interactive.action.sections.0.rows", []),
        "interactive['action']['sections'][0]['rows']",
    ),
    (button(header={"type": "text"}), "interactive['header']['text']"),
    (changed(PRODUCTS, "interactive.header", None), "interactive['header']"),
    (changed(CTA, f"{PARAMETERS}.url", ""), "interactive['action']['parameters']['url']"),
    (changed(FLOW, f"{PARAMETERS}.flow_id", None), "interactive['action']['parameters']['flow_id']"),
    (changed(PAY, f"{PARAMETERS}.order", None), "interactive['action']['parameters']['order']"),
    (
        changed(CAROUSEL, "interactive.action.cards.0.action", {}),
        "interactive['action']['cards'][0]['action']['name']",
    ),
    ({"type": "template", "template": {"name": "hello_world"}}, "template['language']"),
    ({"type": "template", "template": {"name": "a", "language": {}}}, "template['language']['code']"),
    (
        template({"type": "button", "sub_type": "url", "parameters": texts("1")}),
        "template['components'][0]['index']",
    ),
    (template({"type": "button", "index": 0, "parameters": []}), "template['components'][0]['sub_type']"),
    (
        template({"type": "body", "parameters": [{"text": "a"}]}),
        "template['components'][0]['parameters'][0]['type']",
    ),
]


@pytest.mark.parametrize(("message", "place"), MISSING, ids=[p for _, p in MISSING])
def test_what_is_missing_is_named_with_its_place(graph: Graph, message: dict[str, Any], place: str) -> None:
    answer = graph.send("cloud", message)
    assert (answer.status, answer.error["code"]) == (400, 100)
    assert answer.error["message"] == f"(#100) The parameter {place} is required."


WRONG_TYPES: list[tuple[dict[str, Any], str]] = [
    ({"type": "text", "text": "hello"}, "text must be a JSON object."),
    ({"type": "text", "text": []}, "text must be a JSON object."),
    ({"type": "contacts", "contacts": {}}, "contacts must be an array."),
    (changed(TEXT, "text.body", 12), "text['body'] must be a string."),
    (changed(TEXT, "text.body", {"a": 1}), "text['body'] must be a string."),
    (changed(TEXT, "text.preview_url", "maybe"), "text['preview_url'] must be a boolean."),
    (changed(TEXT, "text.body", "x" * 4097), "text['body'] must be at most 4096 characters long."),
    (changed(IMAGE, "image.caption", "x" * 1025), "image['caption'] must be at most 1024 characters long."),
    (changed(IMAGE, "image.link", "example.com/a.jpg"), "image['link'] is not a valid URI."),
    (changed(IMAGE, "image.link", "ftp://example.com/a.jpg"), "image['link'] is not a valid URI."),
    (
        {"type": "image", "image": {"id": "f043afd0-f0ae-4b9c-ab3d-696fb4c8cd68"}},
        "image['id'] is not a valid whatsapp business account media attachment ID",
    ),
    (
        button(header={"type": "image", "image": {"id": "123"}}),
        "interactive['header']['image']['id'] is not a valid whatsapp business account media attachment ID",
    ),
    (
        template(
            {"type": "header", "parameters": [{"type": "image", "image": {"id": "123"}}]},
            {"type": "body", "parameters": texts("May 1")},
            name="appointment",
        ),
        "template['components'][0]['parameters'][0]['image']['id'] is not a valid whatsapp business account "
        "media attachment ID",
    ),
    ({**TEXT, "recipient_type": "crowd"}, 'recipient_type must be one of {GROUP, INDIVIDUAL} - got "crowd".'),
    ({**TEXT, "context": "wamid.x"}, "context must be a JSON object."),
    (
        changed(button(), "interactive.action.buttons", {}),
        "interactive['action']['buttons'] must be an array.",
    ),
    (
        changed(button(), "interactive.action.buttons.0", "Yes"),
        "interactive['action']['buttons'][0] must be a JSON object.",
    ),
    (
        changed(button(), "interactive.action.buttons.0.reply.id", 1),
        "interactive['action']['buttons'][0]['reply']['id'] must be a string.",
    ),
    (
        changed(FLOW, f"{PARAMETERS}.mode", "live"),
        "interactive['action']['parameters']['mode'] must be one of {DRAFT, PUBLISHED} - got \"live\".",
    ),
    (
        template({"type": "body", "parameters": [{"type": "text", "text": 17}]}),
        "template['components'][0]['parameters'][0]['text'] must be a string.",
    ),
    (
        changed(template(name="hello_world"), "template.language.policy", "fallback"),
        "template['language']['policy'] must be one of {DETERMINISTIC} - got \"fallback\".",
    ),
    (
        changed(template(name="hello_world"), "template.components", {}),
        "template['components'] must be an array.",
    ),
]


@pytest.mark.parametrize(("message", "words"), WRONG_TYPES, ids=range(len(WRONG_TYPES)))
def test_a_wrong_value_is_named_with_its_place(graph: Graph, message: dict[str, Any], words: str) -> None:
    answer = graph.send("cloud", message)
    assert (answer.status, answer.error["code"]) == (400, 100)
    assert answer.error["message"] == f"(#100) Param {words}"


def test_an_unknown_type_is_answered_with_every_known_one(graph: Graph) -> None:
    listed = (
        "{AUDIO, CONTACTS, DOCUMENT, GIF, IMAGE, INTERACTIVE, LINK_PREVIEW, LOCATION, PIN, REACTION, "
        "STICKER, TEMPLATE, TEXT, VIDEO}"
    )
    for kind in ("jpeg", "hsm", "voice"):
        answer = graph.send("cloud", {"type": kind, kind: {}})
        assert answer.error["message"] == f'(#100) Param type must be one of {listed} - got "{kind}".'
    assert graph.send("cloud", {"type": "gif", "gif": {}}).error["code"] == 131051


LIMITS: list[tuple[dict[str, Any], str]] = [
    (list_message({"id": "1", "title": "x" * 25}), "Row title is too long. Max length is 24"),
    (
        list_message({"id": "1", "title": "x", "description": "x" * 73}),
        "Row description is too long. Max length is 72",
    ),
    (list_message({"id": "x" * 201, "title": "x"}), "Row id is too long. Max length is 200"),
    (
        list_message(*({"id": str(n), "title": str(n)} for n in range(11))),
        "Total row count exceed max allowed count: 10",
    ),
    (
        changed(SECTIONS, "interactive.action.sections.0.title", "t" * 25),
        "Section title is too long. Max length is 24",
    ),
    (
        changed(list_message(), "interactive.action.sections", []),
        "Invalid sections count. Min allowed sections: 1, Max allowed sections: 10",
    ),
    (
        changed(button(), "interactive.action.buttons", []),
        "Invalid buttons count. Min allowed buttons: 1, Max allowed buttons: 3",
    ),
    (button("a", "b", "c", "d"), "Invalid buttons count. Min allowed buttons: 1, Max allowed buttons: 3"),
    (button("a" * 21), "Button title length invalid. Min length: 1, Max length: 20"),
    (button(body={"text": "b" * 1025}), "Body text length invalid. Min length: 1, Max length: 1024"),
    (list_message(body={"text": "b" * 4097}), "Body text length invalid. Min length: 1, Max length: 4096"),
    (button(footer={"text": "f" * 61}), "Footer text length invalid. Min length: 0, Max length: 60"),
    (
        button(header={"type": "text", "text": "h" * 61}),
        "Header text length invalid. Min length: 1, Max length: 60",
    ),
    (button("Yes", "Yes"), "Duplicate button id"),
    (changed(button(), "interactive.action.buttons.1.reply.title", "Yes"), "Duplicate button title"),
    (list_message(button=" Choose"), "Button label must not start or end with blanks"),
    (button("Yes "), "Button id must not start or end with blanks"),
    (
        changed(button(), "interactive.action.buttons.0.reply.title", "Yes "),
        "Button title must not start or end with blanks",
    ),
    (list_message({"id": "1", "title": "  "}), "Row title must not start or end with blanks"),
    (
        list_message(header={"type": "image", "image": {"link": "https://e.com/a"}}),
        "Header of type image is not supported for interactive type list",
    ),
    (
        changed(PRODUCTS, "interactive.action.sections.0.product_items", [{"product_retailer_id": "1"}] * 16),
        "Total product count exceed max allowed count: 30",
    ),
    (
        changed(FLOW, f"{PARAMETERS}.flow_cta", "c" * 31),
        "Flow CTA length invalid. Min length: 1, Max length: 30",
    ),
    (
        changed(FLOW, f"{PARAMETERS}.flow_name", "F"),
        "Only one of flow_id and flow_name can be given",
    ),
    (
        changed(FLOW, f"{PARAMETERS}.flow_action_payload.data", []),
        "flow_action_payload data must be dynamic_object",
    ),
    (
        changed(CTA, f"{PARAMETERS}.display_text", "d" * 21),
        "Display text length invalid. Min length: 1, Max length: 20",
    ),
    (
        changed(CAROUSEL, "interactive.action.cards.1.card_index", 0),
        "Duplicate card_index",
    ),
    (
        changed(CAROUSEL, "interactive.action.cards.1.header", {"type": "video", "video": {"id": "1"}}),
        "All cards must have a header of the same type",
    ),
    (
        changed(CAROUSEL, "interactive.action.cards", CAROUSEL["interactive"]["action"]["cards"][:1]),
        "Invalid cards count. Min allowed cards: 2, Max allowed cards: 10",
    ),
    (changed(IMAGE, "image.id", "1"), "image: only one of id and link can be given"),
    ({"type": "location", "location": {"latitude": 91, "longitude": 0}}, "location: latitude is not valid"),
    (
        {"type": "location", "location": {"latitude": "x", "longitude": 0}},
        "location: latitude is not valid",
    ),
    ({"type": "contacts", "contacts": []}, "contacts: 1 to 257 contacts"),
    (
        changed(CONTACT, "contacts.0.birthday", "18.8.2012"),
        "contacts[0]['birthday'] is not a valid date, the format is YYYY-MM-DD",
    ),
    (
        changed(CONTACT, "contacts.0.name", {"formatted_name": "A"}),
        "contacts: name needs one more part beside formatted_name",
    ),
    (changed(REACTION, "reaction.emoji", "😀😀"), "reaction['emoji'] must be one emoji"),
    (changed(REACTION, "reaction.emoji", ":-)"), "reaction['emoji'] must be one emoji"),
    (
        {**TEXT, "biz_opaque_callback_data": "x" * 513},
        "biz_opaque_callback_data must be text of at most 512 characters",
    ),
]


@pytest.mark.parametrize(("message", "details"), LIMITS, ids=range(len(LIMITS)))
def test_a_limit_is_told_in_the_details(graph: Graph, message: dict[str, Any], details: str) -> None:
    answer = graph.send("cloud", message)
    assert (answer.status, answer.error["message"]) == (400, "(#131009) Parameter value is not valid")
    assert refused(answer.error) == (131009, details)


NOT_FOR_THIS_KIND = [
    interactive("catalog_message", {"name": "catalog_message"}, header={"type": "text", "text": "a"}),
    interactive("location_request_message", {"name": "send_location"}, footer={"text": "a"}),
    {**CAROUSEL, "interactive": {**CAROUSEL["interactive"], "footer": {"text": "a"}}},
]


@pytest.mark.parametrize("message", NOT_FOR_THIS_KIND, ids=range(3))
def test_a_part_that_a_kind_does_not_have_is_refused(graph: Graph, message: dict[str, Any]) -> None:
    code, words = refused(graph.send("cloud", message).error)
    assert code == 100
    assert words.endswith("is not allowed for this type of interactive message.")


def test_a_reaction_is_no_reply(graph: Graph) -> None:
    message = {**REACTION, "context": {"message_id": "wamid.x"}}
    assert refused(graph.send("cloud", message).error) == (
        100,
        'Unexpected key "context" on param "message".',
    )
