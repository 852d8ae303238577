"""What each key of wamigrate.toml means, read from the one place that says it: the fields of `config`."""

from __future__ import annotations

import ast
import inspect
import itertools
import typing
from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from wamigrate.config import INTERNAL_KEYS, SECRET_KEYS, sections

__all__ = ["Key", "Section", "all_sections", "commented_file"]


@dataclass(frozen=True, slots=True)
class Key:
    """One key: its name, what it means, and its default (None where there is none)."""

    name: str
    meaning: str
    default: object
    required: bool
    secret: bool


@dataclass(frozen=True, slots=True)
class Section:
    """One table of the file."""

    name: str
    meaning: str
    keys: tuple[Key, ...]


def all_sections() -> Iterator[Section]:
    """Every table with its keys, in the order of the file."""
    for name, struct in sections():
        yield Section(name, inspect.cleandoc(struct.__doc__ or ""), tuple(_keys(struct)))


def _keys(struct: type[msgspec.Struct]) -> Iterator[Key]:
    meanings = _attribute_docs(struct)
    for field in msgspec.structs.fields(struct):
        if field.name in INTERNAL_KEYS:
            continue
        default = None if field.required or field.default is msgspec.NODEFAULT else field.default
        yield Key(field.name, meanings[field.name], default, field.required, field.name in SECRET_KEYS)


def _attribute_docs(struct: type[msgspec.Struct]) -> dict[str, str]:
    """The string that follows each field in the source."""
    body = typing.cast(ast.ClassDef, ast.parse(inspect.getsource(struct)).body[0]).body
    docs = {}
    for field, after in itertools.pairwise(body):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
            value = after.value if isinstance(after, ast.Expr) else None
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                docs[field.target.id] = " ".join(value.value.split())
    return docs


HEADER = """\
# wamigrate.toml
#
# Values may stand here, or be read from elsewhere: "env:NAME" takes an environment variable,
# "file:PATH" the content of a file. Secrets belong there. Commented keys show their defaults.
"""

EXAMPLES: dict[tuple[str, str], str] = {
    ("graph", "app_id"): '"110200345501442"',
    ("graph", "app_secret"): '"env:WA_APP_SECRET"',
    ("graph", "verify_token"): '"env:WA_VERIFY_TOKEN"',
    ("graph", "ca_file"): '"graph-ca.pem"',
    ("graph", "proxy"): '"http://proxy.example:3128"',
    ("store", "key_file"): '"~/.config/wamigrate/key"',
    ("bridge", "public_url"): '"https://bridge.example"',
    ("bridge", "tls_cert"): '"bridge.pem"',
    ("bridge", "tls_key"): '"bridge-key.pem"',
    ("bridge", "metrics_token"): '"env:WA_METRICS_TOKEN"',
    ("bridge", "allow_private"): '["media.internal", "10.1.0.0/16"]',
    ("lint", "select"): '["padded-text", "unknown-property"]',
    ("lint", "ignore"): '["message-ttl"]',
    ("lint", "facts"): '"facts.toml"',
    ("[number]", "callback_url"): '"https://crm.example/whatsapp"',
    ("[number]", "hosts"): '["wa-main.example"]',
    ("[number]", "name"): '"main"',
    ("[number]", "phone_number_id"): '"106540352242922"',
    ("[number]", "waba_id"): '"102290129340398"',
    ("[number]", "token"): '"env:WA_TOKEN"',
    ("[number]", "pin"): '"env:WA_PIN"',
    ("[number]", "onprem"): (
        '{ url = "https://wa.example:9090", username = "admin", '
        'password = "env:WA_ADMIN", ca_file = "wa-ca.pem" }'
    ),
    ("[number]", "backup"): '{ data = "file:backup.txt", password = "env:WA_BACKUP_PASSWORD" }',
    ("[number]", "canary"): '{ to = "+16505550199", template = "hello_world" }',
    ("[number]", "webhook_url"): '"https://hooks.example/whatsapp"',
    ("[number]", "findings"): '"findings.json"',
    ("[number]", "media_ids"): '"media-ids.txt"',
    ("[number]", "answers"): '{ role = "direct" }',
}


def commented_file() -> str:
    """What `wamigrate init` writes."""
    lines = [HEADER]
    for section in all_sections():
        if "." in section.name:
            continue  # inline tables of a number: shown with their key
        lines += [f"\n# {section.meaning}", f"[{section.name}]"]
        for key in section.keys:
            shown = EXAMPLES.get((section.name, key.name)) or _toml(key.default)
            lines += ["", f"# {key.meaning}", f"{'' if key.required else '# '}{key.name} = {shown}"]
    return "\n".join(lines) + "\n"


def _toml(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float():
            return f"{value:g}"
        case _:
            return f'"{value}"'
