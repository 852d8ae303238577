"""A bot on the On-Premises API: it says back what it is told."""

from __future__ import annotations

import base64
import json
import ssl
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any

__all__ = ["OnPremBot"]


@dataclass
class OnPremBot:
    """Logs in when it has to, and once more when its token has expired."""

    url: str
    username: str
    password: str
    ca_file: str | None = None
    token: str = ""

    def webhook(self, body: bytes, headers: dict[str, str]) -> int:
        """A webhook of the deployment: anything but 200 brings it again."""
        for message in json.loads(body).get("messages", []):
            if message["type"] == "text":
                try:
                    self.say(message["from"], f"You said: {message['text']['body']}")
                except OSError:
                    return 503
        return 200

    def say(self, to: str, text: str) -> str:
        """Send a text; its id."""
        body = {"to": to, "type": "text", "recipient_type": "individual", "text": {"body": text}}
        try:
            answer = self._call("/v1/messages", body, f"Bearer {self._token()}")
        except urllib.error.HTTPError as error:
            if error.code != 401:
                raise
            self.token = ""
            answer = self._call("/v1/messages", body, f"Bearer {self._token()}")
        return str(answer["messages"][0]["id"])

    def _token(self) -> str:
        if not self.token:
            pair = base64.b64encode(f"{self.username}:{self.password}".encode()).decode()
            self.token = self._call("/v1/users/login", None, f"Basic {pair}")["users"][0]["token"]
        return self.token

    def _call(self, path: str, body: Any, authorization: str) -> Any:
        request = urllib.request.Request(
            self.url + path,
            json.dumps(body).encode() if body is not None else b"",
            {"authorization": authorization, "content-type": "application/json"},
        )
        context = ssl.create_default_context(cafile=self.ca_file)
        with urllib.request.urlopen(request, timeout=10, context=context) as response:
            return json.load(response)
