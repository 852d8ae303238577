"""The report's document as a page, as Markdown, or as it is.

Display names, error texts and paths come from outside: in HTML they are escaped by Jinja and no script
may run at all, in Markdown what has a meaning there is escaped.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from datetime import datetime
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from wamigrate.core.payload import Json, JsonObject
from wamigrate.errors import UsageError
from wamigrate.migration.report_words import gap_in_words, in_words, loss_in_words
from wamigrate.migration.timeline import draw

__all__ = ["FORMATS", "render"]

FORMATS = ("html", "json", "md")
PARTS = {
    "prepare": "Before the gate",
    "cut over": "After approval",
    "confirm": "Past the point of no return",
}
TONES = {
    "done": "good",
    "refused": "bad",
    "unknown": "bad",
    "undone": "warning",
    "without effect": "warning",
    "interrupted": "warning",
    "under way": "waiting",
}
SEEN = {
    "last_sent_onprem": "Last message accepted by On-Premises",
    "first_sent_cloud": "First message accepted by Cloud API",
    "last_heard_onprem": "Last message of a customer from On-Premises",
    "first_heard_cloud": "First message of a customer from Cloud API",
}
ANSWERS = {"yes": "good", "no": "bad", "not sent": "warning"}


def render(report: JsonObject, form: str) -> str:
    """The document in one of FORMATS, ending with a line break."""
    match form:
        case "json":
            return json.dumps(report, indent=2, ensure_ascii=False) + "\n"
        case "html":
            drawings = [Markup(draw(report, narrow=narrow)) for narrow in (False, True)]  # noqa: S704
            css, digest = _style()
            return (
                _pages(form)
                .get_template("report.html.jinja")
                .render(report=report, css=css, css_digest=digest, drawings=drawings)
            )
        case "md":
            return _pages(form).get_template("report.md.jinja").render(report=report)
    raise UsageError(f"There is no report format '{form}'.", hint=f"One of: {', '.join(FORMATS)}.")


@cache
def _style() -> tuple[Markup, str]:
    """The style sheet and its hash: the page's policy allows this one and no other."""
    css = files("wamigrate.migration").joinpath("templates/report.css").read_text()
    return Markup(css), base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()  # noqa: S704


@cache
def _pages(form: str) -> Environment:
    html = form == "html"
    pages = Environment(
        loader=PackageLoader("wamigrate.migration"),
        autoescape=html,  # noqa: S701 - Markdown has an escape of its own, in `finalize`
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=(lambda value: value) if html else _plain,
    )
    pages.filters |= {
        "lasting": in_words,
        "gap": gap_in_words,
        "loss": loss_in_words,
        "messages": _messages,
        "seen": _seen,
        "clock": _clock,
        "cells": _cells,
        "shown": _shown,
    }
    pages.globals |= {"parts": PARTS, "tones": TONES, "answers": ANSWERS}
    return pages


def _plain(value: Json) -> Json:
    """Text that Markdown takes for text: no table cell, markup, link, image or HTML comes out of it."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    text = re.sub(r"\s+", " ", value)
    text = re.sub(r"([\\`*\[\]|~])", r"\\\1", text)
    text = re.sub(r"(?<!\w)_|_(?!\w)", r"\\_", text)
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _messages(expected: JsonObject | None) -> str:
    count = (expected or {}).get("messages")
    return "not known" if count is None else f"about {count:g}"


def _seen(messages: JsonObject) -> list[tuple[str, str]]:
    """The last and first messages that somebody saw, in the order in which they came."""
    return [(title, messages[name]) for name, title in SEEN.items() if messages[name] is not None]


def _clock(text: str | None, near: str | None = None) -> str:
    """A time of day, with its date where it is another day than that of `near`."""
    if text is None:
        return "–"
    moment = datetime.fromisoformat(text)
    time = moment.strftime("%H:%M:%S.") + f"{moment.microsecond // 1000:03d}"
    same = near is not None and near[:10] == text[:10]
    return time if same else f"{moment:%Y-%m-%d} {time}"


def _cells(row: JsonObject) -> tuple[str, str]:
    """Before and after of one compared field. Of two documents only what differs is shown."""
    before, after = row["before"], row["after"]
    if isinstance(before, dict) and isinstance(after, dict) and before != after:
        keys = [k for k in {**before, **after} if before.get(k) != after.get(k)]
        return _shown({k: before.get(k) for k in keys}, whole=True), _shown(
            {k: after.get(k) for k in keys}, whole=True
        )
    return _shown(before), "–" if row["as_expected"] is None else _shown(after)


def _shown(value: Json, *, whole: bool = False) -> str:
    match value:
        case None:
            return "not stated"
        case bool():
            return "yes" if value else "no"
        case dict() if whole:
            return "; ".join(f"{k}: {_shown(v)}" for k, v in value.items())
        case dict():
            return f"{len(value)} field{'' if len(value) == 1 else 's'}"
        case list():
            return (
                f"{len(value)} template{'' if len(value) == 1 else 's'}"
                if not whole
                else ", ".join(map(str, value))
            )
    return str(value)
