"""wamigrate.toml → typed settings.

Values may stand in the file, or be read from elsewhere: `env:NAME` takes an environment variable,
`file:PATH` the content of a file (one trailing newline is dropped). Relative paths are taken from
the folder of wamigrate.toml. A plain secret in the file works, with a warning.
"""

from __future__ import annotations

import os
import tomllib
import types
import typing
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from wamigrate.config.settings import INTERNAL_KEYS, SECRET_KEYS, LintSettings, Number, Settings, did_you_mean
from wamigrate.core.secret import Secret
from wamigrate.errors import ConfigError

__all__ = ["BRIDGE_WEBHOOKS", "load", "load_lint"]

BRIDGE_WEBHOOKS = "/webhooks/cloud"


def load(path: Path, environ: Mapping[str, str] | None = None) -> Settings:
    """Read and check the file; ConfigError names the key and what to do."""
    environ = os.environ if environ is None else environ
    raw = _parse(path)
    _refuse_unknown_keys(raw, Settings, "")
    warnings: list[str] = []
    resolved = _resolve(raw, "", path.parent, environ, warnings)
    try:
        settings = msgspec.convert(resolved, Settings, dec_hook=_decode)
    except msgspec.ValidationError as error:
        raise ConfigError(
            f"{path.name}: {_plain(str(error))}", hint="`wamigrate init` shows every key."
        ) from error
    _refuse_duplicates(settings)
    _refuse_unknown_zones(settings)
    return msgspec.structs.replace(
        settings,
        number=[_behind_bridge(number, settings) for number in settings.number],
        folder=path.parent.absolute(),
        warnings=_told(warnings, path.name),
    )


def _behind_bridge(number: Number, settings: Settings) -> Number:
    """Where there is a bridge, Meta's webhooks go to it, unless the number says otherwise."""
    public_url = settings.bridge.public_url
    if number.webhook_url is not None or public_url is None:
        return number
    return msgspec.structs.replace(number, webhook_url=public_url.rstrip("/") + BRIDGE_WEBHOOKS)


def load_lint(path: Path) -> LintSettings:
    """Only the table [lint]: looking at recorded traffic needs no credentials, set or unset."""
    raw = _parse(path).get("lint", {})
    _refuse_unknown_keys(raw, LintSettings, "lint")
    try:
        found = msgspec.convert(raw, LintSettings)
    except msgspec.ValidationError as error:
        raise ConfigError(f"{path.name}: [lint] {_plain(str(error))}") from error
    facts = str(path.parent / Path(found.facts).expanduser()) if found.facts else None
    return msgspec.structs.replace(found, facts=facts)


def _parse(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_bytes().decode())
    except FileNotFoundError:
        raise ConfigError(f"There is no {path}.", hint="Write one with: wamigrate init") from None
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise ConfigError(
            f"{path} cannot be read: {reason}.", hint="Check the path and its rights."
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path} is not valid TOML: {error}.", hint="Correct that line.") from error


def _refuse_unknown_keys(raw: object, expected: Any, where: str) -> None:
    """Walk the file beside the types, so that a misspelt key is named with the key it resembles."""
    if typing.get_origin(expected) in (types.UnionType, typing.Union):
        expected = next((t for t in typing.get_args(expected) if t is not type(None)), expected)
    if typing.get_origin(expected) is list and isinstance(raw, list):
        for item in raw:
            label = item.get("name", "") if isinstance(item, dict) else ""
            _refuse_unknown_keys(item, typing.get_args(expected)[0], f"{where} {label}".rstrip())
        return
    if not (isinstance(expected, type) and issubclass(expected, msgspec.Struct) and isinstance(raw, dict)):
        return
    hints = typing.get_type_hints(expected, include_extras=False)
    known = [k for k in hints if k not in INTERNAL_KEYS and not k.startswith("_")]
    for key, value in raw.items():
        if key not in known:
            place = f" in [{where.strip('. ')}]" if where else ""
            raise ConfigError(
                f"Unknown key '{key}'{place}.",
                hint=did_you_mean(key, known) or f"Known here: {', '.join(known)}.",
            )
        _refuse_unknown_keys(value, hints[key], f"{where}.{key}" if where else key)


def _resolve(value: Any, key: str, folder: Path, environ: Mapping[str, str], warnings: list[str]) -> Any:
    """Replace `env:` and `file:` by what they point to."""
    if isinstance(value, dict):
        return {k: _resolve(v, k, folder, environ, warnings) for k, v in value.items()}
    if isinstance(value, list):
        return [_resolve(v, key, folder, environ, warnings) for v in value]
    if not isinstance(value, str):
        return value
    if value.startswith("env:"):
        name = value[4:]
        if name not in environ:
            raise ConfigError(f"{key} reads the variable {name}, which is not set.", hint=f"export {name}=…")
        return environ[name]
    if value.startswith("file:"):
        return _read_value(key, folder / Path(value[5:]).expanduser())
    if key in SECRET_KEYS:
        warnings.append(key)
    return value


def _told(plain: list[str], file: str) -> list[str]:
    """One warning for all plain secrets."""
    if not plain:
        return []
    keys = ", ".join(dict.fromkeys(plain))
    return [f"{keys}: in plain text in {file}; env:NAME or file:PATH keeps secrets out of it."]


def _read_value(key: str, path: Path) -> str:
    try:
        return path.read_text().removesuffix("\n").removesuffix("\r")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8 text"
        raise ConfigError(
            f"{key} reads the file {path}: {reason}.", hint="Check the path and its rights."
        ) from error


def _decode(kind: type, value: object) -> object:
    if kind is Secret and isinstance(value, str):
        return Secret(value)
    raise ValueError(f"expected text for a {kind.__name__}")


def _plain(message: str) -> str:
    return message.replace("`", "'").replace(" - at '$.", " at '").replace("$.", "")


def _refuse_duplicates(settings: Settings) -> None:
    numbers = settings.number
    given = {
        "name": [number.name for number in numbers],
        "phone_number_id": [number.phone_number_id for number in numbers],
        "host": [host.lower() for number in numbers for host in dict.fromkeys(number.hosts)],
    }
    for field, values in given.items():
        twice = next((value for n, value in enumerate(values) if value in values[:n]), None)
        if twice is not None:
            raise ConfigError(f"Two [[number]] tables have the {field} '{twice}'.", hint="Keep one of them.")


def _refuse_unknown_zones(settings: Settings) -> None:
    for number in settings.number:
        try:
            ZoneInfo(number.timezone)
        except (ValueError, OSError, KeyError) as error:
            hint = "Use a name like Europe/Berlin or America/Sao_Paulo."
            raise ConfigError(
                f"'{number.timezone}' of number '{number.name}' is no time zone.", hint=hint
            ) from error
