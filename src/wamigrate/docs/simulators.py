"""The page of the simulators: their limits first, then the world file, the faults and the control API."""

from __future__ import annotations

import ast
import inspect
import json
import textwrap
import types
import typing
from collections.abc import Iterator
from typing import Annotated, Any, Literal

import msgspec

from wamigrate.docs import markdown
from wamigrate.docs.markdown import code, sentence, table
from wamigrate.sim.control.routes import ROUTES, Route
from wamigrate.sim.examples import EXAMPLES, summary
from wamigrate.sim.fault_kinds import KINDS, Kind, Meets
from wamigrate.sim.limits import AREAS, Limit
from wamigrate.sim.spec import WorldSpec

__all__ = ["page"]

INTRO = """\
`wamigrate sim` plays the On-Premises API, Graph with Cloud API, and the WhatsApp network between them.
Every answer of theirs carries the header `x-wamigrate-simulator: 1`, errors included. This page says
first where they stop."""

HOW = """\
*simulated*: as Meta's documents describe it. *simplified*: the answers have the right shape, what stands
behind them is less than Meta's. *unsure*: sources are silent or disagree, and we chose. *not simulated*:
not there. A switch is a key of the world file, or the kind of a fault."""

WORLD = """\
`wamigrate sim --world FILE` takes a TOML file. All keys are below; an unknown one is refused, with the
key that it resembles. `--world example:NAME` takes one of these, and `wamigrate sim --show-example NAME`
prints it:"""

FAULTS = """\
`POST /faults` at the control address makes something go wrong: `{"kind", "api", "path", "number",
"value", "count", "probability", "seed"}`. Only `kind` is needed. `path` is the end of a path
(`/register`, `/{phone-number-id}/register`), or a pattern with `*`. `count` ends the fault after so many
strikes; `probability` rolls for each one, the same way for the same `seed`. `GET /faults` lists what is
in force, `DELETE /faults` and `DELETE /faults/{id}` end it."""

MEETS = {
    Meets.CALL: "On the wire",
    Meets.STATE: "States that calls meet",
    Meets.LASTING: "States that last until the fault is taken away",
    Meets.WEBHOOK: "Webhooks",
    Meets.MESSAGE: "Messages on their way",
    Meets.ONCE: "At once",
}
NOTES = {
    Meets.CALL: "They take `api`, `path`, `number`, `count`, `probability`.",
    Meets.STATE: "They take `path`, `number`, `count`, `probability`; each call counts once.",
    Meets.LASTING: "They take `number`.",
    Meets.WEBHOOK: "They take `api`, `number`, `count`, `probability`; each webhook counts.",
    Meets.MESSAGE: "They take `number`, `count`, `probability`; each message counts.",
    Meets.ONCE: "They take `number`, happen when they are asked for, and are over.",
}
CONTROL = """\
Plain HTTP at the control address of the ready line; bodies and answers are JSON. What cannot be followed
is answered with `{"error": "…"}` that says why. In a browser the same address shows a page with all of
it."""


def page() -> str:
    return markdown.page(
        "Simulators",
        INTRO,
        "## Limits",
        HOW,
        *(_limits(area, limits) for area, limits in AREAS.items()),
        "## World file",
        WORLD,
        table(["Example", "World"], ([code(name), summary(name)] for name in EXAMPLES)),
        *_tables(WorldSpec, ""),
        "## Faults",
        FAULTS,
        *(_kinds(meets) for meets in Meets),
        "## Control API",
        CONTROL,
        table(["Call", "What it does", "Body"], map(_route, ROUTES)),
    )


def _limits(area: str, limits: tuple[Limit, ...]) -> str:
    rows = ([x.what, str(x.how), x.sentence, _switch(x)] for x in limits)
    return f"### {area}\n\n" + table(["What", "How", "Limit", "Switch"], rows)


def _switch(limit: Limit) -> str:
    if limit.switch is None:
        return "none"
    fault = limit.switch.removeprefix("fault:")
    return f"fault {code(fault)}" if fault != limit.switch else code(limit.switch)


def _tables(spec: type[msgspec.Struct], name: str) -> Iterator[str]:
    """The tables of a file, each after the one that it belongs to."""
    fields = msgspec.structs.fields(spec)
    plain = [f for f in fields if _table(f.type) is None]
    if name:
        docs = _docs(spec)
        rows = [[code(f.name), docs[f.name], _kind(f.type), _default(f)] for f in plain]
        yield f"### {code(name)}\n\n" + sentence(spec.__doc__ or "")
        yield table(["Key", "Meaning", "Value", "Default"], rows)
    for f in fields:
        inner = _table(f.type)
        if inner is not None:
            path = f"{name.strip('[]')}.{f.name}".strip(".")
            many = typing.get_origin(f.type) is list
            yield from _tables(inner, f"[[{path}]]" if many else f"[{path}]")


def _table(kind: Any) -> type[msgspec.Struct] | None:
    inner = typing.get_args(kind)[0] if typing.get_origin(kind) is list else kind
    return inner if isinstance(inner, type) and issubclass(inner, msgspec.Struct) else None


def _docs(spec: type[msgspec.Struct]) -> dict[str, str]:
    """The texts that stand under the fields."""
    (body,) = ast.parse(textwrap.dedent(inspect.getsource(spec))).body
    assert isinstance(body, ast.ClassDef)  # noqa: S101 - the source of a class is one class
    found: dict[str, str] = {}
    for field, text in zip(body.body, body.body[1:], strict=False):
        if isinstance(field, ast.AnnAssign) and isinstance(text, ast.Expr):
            value = ast.literal_eval(text.value)
            found[field.target.id if isinstance(field.target, ast.Name) else ""] = str(value)
    return found


def _kind(kind: Any) -> str:
    """The type as somebody who writes the file knows it."""
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return " or ".join(_kind(a) for a in args if a is not type(None))
    if origin is Literal:
        return ", ".join(code(json.dumps(a)) for a in args)
    if origin is Annotated:
        return _kind(args[0])
    if origin in (list, tuple):
        return f"list of {_kind(args[0])}"
    if origin is dict:
        return "table"
    return {bool: "true or false", int: "whole number", float: "number", str: "text"}.get(kind, "table")


def _default(field: msgspec.structs.FieldInfo) -> str:
    if field.required:
        return "**needed**"
    value = field.default if field.default is not msgspec.NODEFAULT else field.default_factory()
    return "none" if value is None else code(json.dumps(value))


def _kinds(meets: Meets) -> str:
    rows = (
        [code(name), _api(kind), kind.line, _example(kind)]
        for name, kind in KINDS.items()
        if kind.meets is meets
    )
    return f"### {MEETS[meets]}\n\n{NOTES[meets]}\n\n" + table(
        ["Kind", "API", "What happens", "Value, e.g."], rows
    )


def _api(kind: Kind) -> str:
    if len(kind.apis) > 1:
        return "both"
    return {"onprem": "On-Premises", "graph": "Graph"}[kind.apis[0]]


def _example(kind: Kind) -> str:
    return "" if kind.value is None else code(json.dumps(kind.example))


def _route(route: Route) -> list[str]:
    body = "" if route.example is None else code(json.dumps(route.example, ensure_ascii=False))
    query = f" Query: {code(route.query)}." if route.query else ""
    return [code(f"{route.method} {route.path}"), f"{route.about}{query}", body]
