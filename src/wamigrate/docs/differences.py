"""The page of all differences, read from the modules that linter and bridge use."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from wamigrate.core.payload import Json
from wamigrate.differences.difference import Difference, Direction, Pair, Surface
from wamigrate.differences.registry import Registry, load
from wamigrate.docs import markdown
from wamigrate.docs.markdown import code, table

__all__ = ["page", "page_of"]

INTRO = """\
Everything that On-Premises and Cloud API treat differently, in the order in which the rules are asked. Linter
and bridge use these names; `wamigrate differences NAME` shows one in the terminal.

**Level**: *refused*, the other API says no; *changed*, it means something else there; *note*, good to know.
**Directions**: *to Cloud* for what applications send, *to On-Premises* for what they are to understand."""

SURFACES = {
    Surface.SEND: "Sending",
    Surface.RESPONSE: "Answers",
    Surface.WEBHOOK: "Webhooks",
    Surface.ENDPOINT: "Other endpoints",
    Surface.NUMBER: "The number as a whole",
}
WAYS = {Direction.TO_CLOUD: "to Cloud", Direction.TO_ONPREM: "to On-Premises"}


def page() -> str:
    return page_of(load())


def page_of(registry: Registry) -> str:
    """The page for any registry."""
    return markdown.page("Differences", INTRO, *_sections(registry))


def _sections(registry: Registry) -> Iterator[str]:
    for surface, heading in SURFACES.items():
        members = [d for d in registry if d.surface is surface]
        if members:
            yield f"## {heading}"
            yield table(["Difference", "What"], ([_link(d), registry.explain(d).title] for d in members))
            for difference in members:
                yield from _entry(registry, difference)


def _link(difference: Difference) -> str:
    return f"[{difference.name}](#{difference.name})"


def _entry(registry: Registry, difference: Difference) -> Iterator[str]:
    explained = registry.explain(difference)
    yield f"### {difference.name}"
    yield explained.title
    facts = [f"Level: {difference.level}"]
    if difference.types:
        facts.append("looks at: " + ", ".join(map(code, difference.types)))
    if difference.rules:
        facts.append("directions: " + ", ".join(WAYS[way] for way in Direction if way in difference.rules))
    yield " · ".join(facts)
    yield "\n".join(
        f"- **{heading}**: {text}"
        for heading, text in (
            ("On-Premises", explained.onprem),
            ("Cloud", explained.cloud),
            ("What we do", explained.what_we_do),
            ("Source", explained.source),
        )
    )
    if difference.pairs:
        yield from _pair(difference.pairs[0])


def _pair(pair: Pair) -> Iterator[str]:
    yield f"For example, {pair.title}:"
    yield f"```json\n{_json(pair.onprem, '(the application never sees it)')}\n```"
    yield f"```json\n{_json(pair.cloud, '(refused: a person decides)')}\n```"


def _json(document: Json, nothing: str) -> str:
    return msgspec.json.encode(document).decode() if document is not None else nothing
