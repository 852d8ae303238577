"""Puts the sends that pairs show to both simulators, in a world that has what they speak of."""

from __future__ import annotations

import json
from typing import Any

from tests.battery.battery import Case
from tests.contract.sim.http import Answer, Graph, OnPrem
from wamigrate.core.payload import Json, JsonObject, dig
from wamigrate.differences import media_provider, onprem_media_id
from wamigrate.differences.difference import Pair
from wamigrate.differences.facts import Template
from wamigrate.differences.samples import MEDIA_ID
from wamigrate.sim.testing import Simulator

__all__ = ["Sides", "world"]

WORLD = """
[options]
blocked_media_hosts = ["cdn.blocked.example.com"]

[[waba]]
id = "102000000000001"

[[number]]
name = "main"
phone = "+16505550100"

[[number]]
name = "cloud"
phone = "+16505550101"
side = "cloud"
"""
BUTTONS: dict[str, JsonObject] = {
    "quick_reply": {"type": "QUICK_REPLY", "text": "Yes"},
    "url": {"type": "URL", "text": "Look", "url": "https://example.com/{{1}}"},
}


def world(cases: list[Case]) -> str:
    """A world in which every template exists, under a name of its own for each pair."""
    specs = [_spec(f"pair_{n}", pair) for n, (_, _, pair) in enumerate(cases)]
    return WORLD + "".join(f"\n[[waba.template]]\n{spec}" for spec in specs if spec)


class Sides:
    """Both APIs, and the pair's payloads in the words of that world."""

    def __init__(self, sim: Simulator) -> None:
        self._onprem, self._graph = OnPrem(sim), Graph(sim)
        headers = {"content_type": "image/jpeg"}
        uploaded = self._onprem("POST", "/v1/media", b"\xff\xd8\xff\xe0 an image", **headers)
        self._onprem_media = uploaded.json["media"][0]["id"]
        self._cloud_media = self._upload()
        provider = {
            "name": media_provider.PROVIDER,
            "type": "www",
            "config": {"bearer": "t"},
        }
        self._onprem("POST", "/v1/settings/application/media/providers", [provider])

    def _upload(self) -> str:
        parts = (
            '--b\r\ncontent-disposition: form-data; name="messaging_product"\r\n\r\nwhatsapp\r\n',
            '--b\r\ncontent-disposition: form-data; name="file"; filename="a.jpg"\r\n',
            "content-type: image/jpeg\r\n\r\nan image\r\n--b--\r\n",
        )
        path = f"/v23.0/{self._graph.id('cloud')}/media"
        kind = {"content_type": "multipart/form-data; boundary=b"}
        return str(self._graph("POST", path, "".join(parts).encode(), **kind).json["id"])

    def onprem(self, payload: Json, name: str) -> Answer:
        """The payload as an application sends it to the deployment."""
        payload = _renamed(
            payload, name, {MEDIA_ID: self._onprem_media, onprem_media_id.OLD: self._onprem_media}
        )
        if "status" in payload:
            return self._onprem("PUT", f"/v1/messages/{payload['message_id']}", payload)
        return self._onprem("POST", "/v1/messages", payload)

    def cloud(self, payload: Json, name: str) -> Answer:
        """The payload at Cloud API, with the one word that every payload has there."""
        payload = _renamed(payload, name, {MEDIA_ID: self._cloud_media})
        body = {"messaging_product": "whatsapp", **payload}
        return self._graph("POST", f"/v23.0/{self._graph.id('cloud')}/messages", body)


def _renamed(payload: Json, name: str, words: dict[str, str]) -> Json:
    text = json.dumps(payload)
    for old, new in words.items():
        text = text.replace(json.dumps(old), json.dumps(new))
    renamed = json.loads(text)
    for kind, key in (("template", "name"), ("hsm", "element_name")):
        if key in (dig(renamed, kind) or {}):
            renamed[kind][key] = name
    return renamed


def _spec(name: str, pair: Pair) -> str:
    """The template that a pair is about, as a world file has it."""
    shown = dig(pair.cloud, "template") or dig(pair.onprem, "template")
    if shown is None:
        return ""
    spec: dict[str, Any] = {
        "name": name,
        "language": dig(shown, "language", "code", default="en_US"),
        "body": "Hi",
    }
    for component in shown.get("components") or []:
        given = component.get("parameters") or []
        if component["type"] == "button":
            button = BUTTONS[component.get("sub_type", "quick_reply")]
            before = int(component.get("index", 0)) - len(spec.get("buttons", []))
            spec.setdefault("buttons", []).extend([BUTTONS["quick_reply"]] * before + [button])
        elif component["type"] == "header":
            spec["header"] = given[0]["type"].upper()
        else:
            spec["body"] = _text([one.get("parameter_name") or n for n, one in enumerate(given, 1)])
    for known in (pair.facts.templates or {}).values():
        spec |= _known(known)
    return "".join(f"{key} = {_toml(value)}\n" for key, value in spec.items())


def _known(template: Template) -> dict[str, Any]:
    names = template.parameter_names or range(1, (template.body_parameters or 0) + 1)
    known = {"language": template.language, "body": _text(list(names))}
    return known | ({"header": template.header_format} if template.header_format else {})


def _text(names: list[Any]) -> str:
    return "Hi " + " ".join(f"{{{{{name}}}}}" for name in names)


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k} = {_toml(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return json.dumps(value)
