"""The page of the preflight checks."""

from __future__ import annotations

from wamigrate.docs import markdown
from wamigrate.docs.markdown import capital, code, sentence, table
from wamigrate.migration.answers import QUESTIONS
from wamigrate.migration.check import Check, Level, all_checks

__all__ = ["LEVELS", "page"]

INTRO = """\
`wamigrate check NUMBER` runs all of them; `--only` and `--skip` take a name or an id. The first step of a
migration runs them too. Those marked *asked again* run once more after the approval, right before traffic
is held. A check reads; the two that act do so only with `--write`."""

LEVELS = {
    Level.OK: "As it should be.",
    Level.INFO: "Worth knowing; nothing to do.",
    Level.SKIP: "Does not apply to this number, or was not asked for.",
    Level.WARN: "A person should look. It does not stop the migration.",
    Level.ERROR: "It blocks: the migration does not start, or goes back before anything is lost.",
}


def page() -> str:
    checks = all_checks()
    return markdown.page(
        "Preflight checks",
        INTRO,
        "## Levels",
        table(["Level", "Meaning"], ([level.value, LEVELS[level]] for level in Level)),
        "## All checks",
        table(["Id", "Name", "What must be true"], map(_row, checks)),
        *map(_section, checks),
    )


def _row(check: Check) -> list[str]:
    anchor = f"{check.id}-{check.name}".lower()
    return [check.id, f"[{check.name}](#{anchor})", sentence(check.title)]


def _section(check: Check) -> str:
    asked = [code(key) for key, question in QUESTIONS.items() if question.check == check.name]
    lines = [
        f"## {check.id} {check.name}",
        sentence(check.title),
        *(f"**{name}.** {sentence(capital(text))}" for name, text in check.sections.items()),
        f"**Asks you.** {', '.join(asked)} ([questions](configuration.md#answers))." if asked else "",
        f"**How it runs.** {' '.join(_facts(check))}",
    ]
    return "\n\n".join(line for line in lines if line)


def _facts(check: Check) -> list[str]:
    """What the declaration says, as sentences."""
    unread = "blocks" if check.gravity is Level.ERROR else "only warns"
    facts = [f"A read that is refused or not answered {unread}."]
    if check.strict:
        facts = ["A read that is refused or not answered warns at first and blocks right before `register`."]
    if check.again:
        facts.append("Asked again after the approval.")
    if check.acts:
        facts.append("Acts only with `--write`.")
    if check.needs_onprem:
        facts.append("Needs an On-Premises deployment that answers (paths A and B).")
    return facts
