"""The templates in use exist and are approved.

Why: templates move with the WABA, but Cloud API finds one only by exact name and language (132001), and
    only while it is approved.
Sees: `message_templates` of the WABA, against the templates that the findings file names and the canary's.
Fix: WhatsApp Manager, Message templates: create the missing language, or correct the name in the application.
Source: Meta, "Message templates"; migration document, "How It Works".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import dig
from wamigrate.errors import ConfigError
from wamigrate.migration.check import Check, CheckContext, Level, Verdict, info, ok, warn

__all__ = ["check"]

check = Check(__name__, id="P21", covers=("F54",), gravity=Level.WARN)


@check.verdict
async def judge(ctx: CheckContext) -> Verdict:
    there: dict[tuple[str, str], str] = {}
    for template in await ctx.reads.templates():
        there[str(template.get("name")), str(template.get("language"))] = str(template.get("status"))
    used = dict.fromkeys(_used(ctx))
    if not used:
        approved = sum(status == "APPROVED" for status in there.values())
        return info(
            f"{approved} of {len(there)} template(s) approved; which of them are in use is not known."
        )
    wrong = [problem for name, language in used if (problem := _problem(there, name, language))]
    if not wrong:
        return ok(f"All {len(used)} template(s) in use are approved.")
    return warn(
        " ".join(wrong), "WhatsApp Manager, Message templates: create or restore them before the window."
    )


def _used(ctx: CheckContext) -> Iterator[tuple[str, str | None]]:
    """Name and language; no language where the file names none."""
    if ctx.number.canary is not None:
        yield ctx.number.canary.template, ctx.number.canary.language
    try:
        named = (ctx.reads.findings() or {}).get("templates")
    except ConfigError:
        return  # the check traffic-findings says so
    for template in named if isinstance(named, list) else ():
        if isinstance(template, str):
            yield template, None
        elif isinstance(dig(template, "name"), str):
            yield template["name"], dig(template, "language")


def _problem(there: dict[tuple[str, str], str], name: str, language: str | None) -> str | None:
    found = {lang: status for (n, lang), status in there.items() if n == name}
    if not found:
        return f"There is no template '{name}'."
    if language is not None and language not in found:
        return f"Template '{name}' has no language {language}, only {', '.join(sorted(found))}."
    statuses = {found[language]} if language is not None else set(found.values())
    if "APPROVED" in statuses:
        return None
    where = f" ({language})" if language else ""
    return f"Template '{name}'{where} is {', '.join(sorted(statuses))}."
