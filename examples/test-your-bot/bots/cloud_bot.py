"""A bot on Cloud API: it says back what it is told."""

from __future__ import annotations

import hashlib
import hmac
import json
import urllib.request
from dataclasses import dataclass, field

__all__ = ["CloudBot"]


@dataclass
class CloudBot:
    """Believes only webhooks that are signed, and each message once."""

    url: str
    token: str
    app_secret: str
    verify_token: str
    seen: set[str] = field(default_factory=set)

    def handshake(self, query: dict[str, str]) -> str | None:
        """Meta asks once whether the endpoint is ours."""
        known = query.get("hub.verify_token") == self.verify_token
        return query.get("hub.challenge") if known else None

    def webhook(self, body: bytes, headers: dict[str, str]) -> int:
        """A webhook: anything but 200 brings it again."""
        expected = "sha256=" + hmac.new(self.app_secret.encode(), body, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(expected, headers.get("x-hub-signature-256", "")):
            return 401
        for entry in json.loads(body)["entry"]:
            for change in entry["changes"]:
                self._take(change["value"])
        return 200

    def _take(self, value: dict) -> None:
        for message in value.get("messages", []):
            if message["type"] == "text" and message["id"] not in self.seen:
                self.seen.add(message["id"])
                number = value["metadata"]["phone_number_id"]
                self.say(number, message["from"], f"You said: {message['text']['body']}")

    def say(self, phone_number_id: str, to: str, text: str) -> str:
        """Send a text; its id."""
        body = {"messaging_product": "whatsapp", "to": to, "type": "text", "text": {"body": text}}
        request = urllib.request.Request(
            f"{self.url}/v23.0/{phone_number_id}/messages",
            json.dumps(body).encode(),
            {"authorization": f"Bearer {self.token}", "content-type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=10) as response:
            return str(json.load(response)["messages"][0]["id"])
