"""What is known around the traffic, from a file: media, templates, hosts.

[media]                                    # On-Premises media ID = Cloud media ID
"f043afd0-f0ae-4b9c-ab3d-696fb4c8cd68" = "1234567890"

[[template]]
name = "order_ready"
language = "en_US"
body_parameters = 2
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from wamigrate.core.payload import NOT_JSON, Json
from wamigrate.differences.facts import Facts, Template
from wamigrate.errors import ConfigError

__all__ = ["FactsFile", "TemplateFact", "facts_of", "read_facts"]


class TemplateFact(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One template in one language. Counts are those of its variables."""

    name: str
    language: str
    body_parameters: int | None = None
    header_parameters: int | None = None
    header_format: str | None = None
    """TEXT, IMAGE, VIDEO, DOCUMENT or LOCATION."""
    parameter_names: list[str] = []
    buttons: list[str] = []
    """QUICK_REPLY, URL, … in order."""
    status: str = "APPROVED"


class FactsFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file: TOML, or JSON with the same keys."""

    media: dict[str, str] = {}
    """On-Premises media ID → Cloud media ID."""
    blocked_hosts: list[str] = []
    """Hosts from which Cloud API fetches no media."""
    providers: list[str] = []
    """Media providers whose links the bridge can fetch."""
    phone_number_id: str | None = None
    display_phone_number: str | None = None
    template: list[TemplateFact] | None = None


def read_facts(path: Path) -> FactsFile:
    """Read and check the file; ConfigError says what is wrong with it."""
    try:
        raw = path.read_bytes()
        read: Callable[[str], Json] = msgspec.json.decode if path.suffix == ".json" else tomllib.loads
        return msgspec.convert(read(raw.decode()), FactsFile)
    except OSError as error:
        raise ConfigError(f"The facts {path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"The facts {path} are not UTF-8 text.") from error
    except NOT_JSON as error:  # nor TOML
        hint = "`wamigrate lint --help` shows an example."
        raise ConfigError(f"The facts {path} cannot be used: {error}.", hint=hint) from error


def facts_of(file: FactsFile, templates: Mapping[tuple[str, str], Template] | None = None) -> Facts:
    """The facts that rules are given. Templates of the WABA go before those of the file."""
    known: dict[tuple[str, str], Template] = {}
    for t in file.template or []:
        fields: dict[str, Any] = msgspec.structs.asdict(t)
        fields |= {"parameter_names": tuple(t.parameter_names), "buttons": tuple(t.buttons)}
        known[t.name, t.language] = Template(**fields)
    known |= templates or {}
    unknown = file.template is None and templates is None
    return Facts(
        media=file.media,
        blocked_hosts=frozenset(file.blocked_hosts),
        providers=frozenset(file.providers),
        phone_number_id=file.phone_number_id or PLACEHOLDER,
        display_phone_number=file.display_phone_number,
        templates=None if unknown else known,
    )


PLACEHOLDER = "PHONE_NUMBER_ID"
"""Stands in translated webhooks where nobody said which number the records are of."""
