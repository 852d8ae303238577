"""The page of the steps, in the order in which they are walked."""

from __future__ import annotations

from collections.abc import Sequence

from wamigrate.docs import markdown
from wamigrate.docs.markdown import capital, sections_of, sentence, table
from wamigrate.migration.chain import CHAIN_VERSION, CONFIRM, CUT_OVER, PREPARE
from wamigrate.migration.step import Step

__all__ = ["SECTIONS", "page"]

SECTIONS = ("Why", "Does", "Undo", "Source")

INTRO = """\
A migration walks these steps, in this order. Before each effect a row *intended* goes into the journal, after
it a row that says how it ended. The names stand in the journal and are never changed."""

PARTS: tuple[tuple[str, str, Sequence[Step]], ...] = (
    ("Before the gate", "Changes nothing on the On-Premises deployment. May be repeated.", PREPARE),
    ("After your approval", "Up to and including the point of no return.", CUT_OVER),
    ("After the point of no return", "There is only a way forward: each of these is done once.", CONFIRM),
)


def page() -> str:
    return markdown.page(
        "Steps",
        INTRO,
        f"This is version {CHAIN_VERSION} of the chain.",
        "## The chain",
        *(_part(*part) for part in PARTS),
        *(_section(step) for _, _, steps in PARTS for step in steps),
    )


def _part(title: str, what: str, steps: Sequence[Step]) -> str:
    rows = ([f"[{s.name}](#{s.name})", _title(s), _taken_back(s)] for s in steps)
    return f"### {title}\n\n{what}\n\n{table(['Step', 'What it does', 'Can be taken back'], rows)}"


def _title(step: Step) -> str:
    mark = " **Point of no return.**" if step.point_of_no_return else ""
    return f"{sentence(step.title)}{mark}"


def _taken_back(step: Step) -> str:
    return "yes, by itself" if step.undo is not None else _undo_in_short(step)


def _undo_in_short(step: Step) -> str:
    said = sections_of(step.doc, SECTIONS).get("Undo", "")
    return "nothing to take back" if said.startswith("nothing") else "no"


def _section(step: Step) -> str:
    said = sections_of(step.doc, SECTIONS)
    lines = [
        f"## {step.name}",
        _title(step),
        *(f"**{name}.** {capital(text)}" for name, text in said.items()),
        f"**Paths.** {', '.join(step.paths)}.",
        f"**Acts again after an interruption.** {_after_interruption(step)}",
    ]
    if step.since > 1:
        lines.append(
            f"**Since.** Version {step.since} of the chain. A migration begun with an earlier one goes on "
            "without it, unless it goes back to before the gate."
        )
    return "\n\n".join(lines)


def _after_interruption(step: Step) -> str:
    if step.perform is not None:
        return "Only when both sides say that nothing happened, and only if the call was not answered."
    states = ", ".join(sorted(state.value for state in step.acts_in))
    return f"When the number is found in {states}."
