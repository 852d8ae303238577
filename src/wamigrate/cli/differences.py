"""`wamigrate differences`: what On-Premises did, what Cloud API does, and what we do about it."""

from __future__ import annotations

import textwrap

import msgspec
import rich_click as click

from wamigrate.cli.common import as_json
from wamigrate.config import did_you_mean
from wamigrate.core.payload import Json, JsonObject
from wamigrate.differences.difference import Difference, Pair
from wamigrate.differences.registry import Registry, load
from wamigrate.errors import UsageError

__all__ = ["differences"]


def _complete(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    return [name for name in load().names() if name.startswith(incomplete)]


@click.command()
@click.argument("name", required=False, shell_complete=_complete)
@click.option("--json", "json_", is_flag=True, help="Print one JSON document.")
def differences(name: str | None, json_: bool) -> int:
    """List every difference between the two APIs, or explain the one called NAME.

    Example: wamigrate differences padded-text
    """
    registry = load()
    if name is None:
        _list(registry, json_)
        return 0
    difference = registry.get(name)
    if difference is None:
        hint = did_you_mean(name, registry.names()) or "`wamigrate differences` lists them all."
        raise UsageError(f"There is no difference '{name}'.", hint=hint)
    if json_:
        as_json(_document(registry, difference))
    else:
        _explain(registry, difference)
    return 0


def _list(registry: Registry, json_: bool) -> None:
    if json_:
        as_json({"differences": [_document(registry, d) for d in registry]})
        return
    surface = None
    for difference in registry:
        if difference.surface is not surface:
            surface = difference.surface
            click.secho(f"\n{surface.value}", bold=True)
        click.echo(f"  {difference.name:28} {registry.explain(difference).title}")
    click.echo("\nNext: wamigrate differences NAME")


def _document(registry: Registry, difference: Difference) -> JsonObject:
    explained = registry.explain(difference)
    return {
        "name": difference.name,
        "surface": difference.surface.value,
        "types": list(difference.types),
        "level": difference.level.value,
        "phase": difference.phase.name.lower(),
        "directions": [way.value for way in difference.rules],
        "title": explained.title,
        "onprem": explained.onprem,
        "cloud": explained.cloud,
        "what_we_do": explained.what_we_do,
        "source": explained.source,
        "pairs": [{"title": p.title, "onprem": p.onprem, "cloud": p.cloud} for p in difference.pairs],
    }


def _explain(registry: Registry, difference: Difference) -> None:
    explained = registry.explain(difference)
    click.secho(f"{difference.name}: {explained.title}", bold=True)
    parts = (
        ("On-Premises", explained.onprem),
        ("Cloud", explained.cloud),
        ("What we do", explained.what_we_do),
        ("Source", explained.source),
    )
    for heading, text in parts:
        click.echo(textwrap.fill(f"{heading}: {text}", 100, initial_indent="  ", subsequent_indent="    "))
    for pair in difference.pairs[:1]:
        _show(pair)


def _show(pair: Pair) -> None:
    click.echo(f"\nExample: {pair.title}")
    for side, document in (("On-Premises", pair.onprem), ("Cloud", pair.cloud)):
        click.secho(f"  {side}", bold=True)
        click.echo(textwrap.indent(_pretty(document), "    "))


def _pretty(document: Json) -> str:
    if document is None:
        return "(nothing: a person decides, or it is not passed on)"
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode()
