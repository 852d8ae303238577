"""The world file: TOML tables with the keys of `sim/spec.py`, checked before anything starts.

[options]            how the world behaves
[onprem]             how On-Premises deployments behave
[[app]]              Meta apps; without one, an app with new secrets
[[token]]            further access tokens
[[waba]]             WhatsApp Business Accounts, with [[waba.template]]; without one, the default one
[[number]]           business phone numbers; `name` and `phone` are enough
"""

from __future__ import annotations

import difflib
import functools
import tomllib
import types
import typing
from collections import Counter
from pathlib import Path
from typing import Any

import msgspec

from wamigrate.errors import UsageError
from wamigrate.sim import ids
from wamigrate.sim.default_world import completed, default_spec
from wamigrate.sim.examples import PREFIX, example
from wamigrate.sim.spec import WorldSpec

__all__ = ["load_world", "parse_world"]


def load_world(path: Path) -> WorldSpec:
    """The world of a file, or of `example:NAME`; UsageError names what is wrong and where."""
    if str(path).startswith(PREFIX):
        return parse_world(example(str(path).removeprefix(PREFIX)), str(path))
    try:
        text = path.read_text()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        hint = "Check the path and its rights."
        raise UsageError(f"The world file {path} cannot be read: {reason}.", hint=hint) from error
    return parse_world(text, str(path))


def parse_world(text: str, name: str = "world") -> WorldSpec:
    """The same, from text."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{name} is not valid TOML: {error}.", hint="Correct that line.") from error
    _refuse_unknown_keys(raw, WorldSpec, "")
    filled = _filled(raw)
    try:
        spec = msgspec.convert(filled, WorldSpec)
    except msgspec.ValidationError as error:
        told = f"{name}: {str(error).replace('`', chr(39))}"
        raise UsageError(told, hint="Correct that value.") from error
    _refuse_contradictions(spec, name)
    return completed(spec)


def _filled(raw: dict[str, Any]) -> dict[str, Any]:
    """What a file may leave out comes from the default world."""
    default: dict[str, Any] = msgspec.to_builtins(default_spec())
    app = default["app"][0]
    apps = [{"secret": ids.bearer()[:32], "token": ids.graph_token(), **a} for a in raw.get("app") or [app]]
    return {**raw, "app": apps, "waba": raw.get("waba") or default["waba"], "number": raw.get("number") or []}


@functools.cache
def _hints(table: type) -> dict[str, Any]:
    return typing.get_type_hints(table)


def _refuse_unknown_keys(raw: object, expected: Any, where: str) -> None:
    if typing.get_origin(expected) in (types.UnionType, typing.Union):
        expected = next((t for t in typing.get_args(expected) if t is not type(None)), expected)
    if typing.get_origin(expected) is list and isinstance(raw, list):
        for item in raw:
            _refuse_unknown_keys(item, typing.get_args(expected)[0], where)
        return
    if not (isinstance(expected, type) and issubclass(expected, msgspec.Struct) and isinstance(raw, dict)):
        return
    hints = _hints(expected)
    known = [k for k in hints if not k.startswith("_")]
    for key, value in raw.items():
        if key not in known:
            close = difflib.get_close_matches(key, known, n=1)
            hint = f"Did you mean '{close[0]}'?" if close else f"Known here: {', '.join(known)}."
            place = f" in [{where}]" if where else ""
            raise UsageError(f"Unknown key '{key}'{place} of the world file.", hint=hint)
        _refuse_unknown_keys(value, hints[key], f"{where}.{key}" if where else key)


def _refuse_contradictions(spec: WorldSpec, name: str) -> None:
    if not spec.number:
        raise UsageError(
            f"{name}: a world needs at least one [[number]].", hint='name = "main", phone = "+1…"'
        )
    for field in ("name", "phone", "phone_number_id"):
        values = Counter(getattr(n, field) for n in spec.number)
        twice = next((v for v, times in values.items() if v is not None and times > 1), None)
        if twice is not None:
            raise UsageError(f"{name}: two numbers have the {field} '{twice}'.")
    wabas, apps = {w.id for w in spec.waba}, {a.id for a in spec.app}
    for token in spec.token:
        if token.app not in (None, *apps) or not set(token.waba) <= wabas:
            raise UsageError(f"{name}: a [[token]] names an app or WABA which is not there.")
    for number in spec.number:
        if number.waba is not None and number.waba not in wabas:
            raise UsageError(f"{name}: number '{number.name}' is in WABA {number.waba}, which is not there.")
        if number.name in ("v1", "metrics"):
            raise UsageError(f"{name}: a number cannot be named '{number.name}'.")
    for waba in spec.waba:
        stranger = next((a for a in waba.subscribed if a not in apps), None)
        if stranger is not None:
            raise UsageError(f"{name}: WABA {waba.id} is subscribed by app {stranger}, which is not there.")
