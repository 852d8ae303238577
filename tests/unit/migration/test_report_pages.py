"""The written report: whole, readable, inert, and safe to pass around."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from tests.unit.migration import stories
from tests.unit.migration.moments import EVERY_MOMENT, Tell, told
from tests.unit.migration.story import SNAPSHOT, Story
from wamigrate.errors import UsageError
from wamigrate.migration.report import FORMATS, render

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>"


class Page(HTMLParser):
    """Tags, attributes and visible text of a page; complains about what is not closed."""

    VOID = frozenset({"meta", "br", "link", "img", "hr", "input"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] != "style":
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def test_names_with_markup_stay_text_in_html(tmp_path: Path) -> None:
    report = told(tmp_path, lambda conn: stories.finished(conn, after={"verified_name": HOSTILE}))
    page = render(report, "html")
    assert HOSTILE not in page
    assert HOSTILE in Page(page).text
    assert [tag for tag, _ in Page(page).tags if tag in {"script", "img", "iframe", "link", "a"}] == []


def test_names_with_markup_stay_text_in_markdown(tmp_path: Path) -> None:
    name = "a|b <b>x</b> [l](http://e.example) `c` *d*\n# e"
    page = render(told(tmp_path, lambda conn: stories.finished(conn, after={"verified_name": name})), "md")
    row = next(line for line in page.splitlines() if line.startswith("| Display name | **different**"))
    assert len(re.findall(r"(?<!\\)\|", row)) == 6
    assert r"a\|b &lt;b>x&lt;/b> \[l\](http://e.example) \`c\` \*d\* # e" in row


def test_the_page_needs_nothing_from_outside_and_allows_no_script(tmp_path: Path) -> None:
    html = render(told(tmp_path, stories.finished), "html")
    page = Page(html)
    attributes = [(name, value or "") for _, attrs in page.tags for name, value in attrs.items()]
    assert {"src", "href", "style", "srcset", "action"}.isdisjoint(name for name, _ in attributes)
    assert [name for name, _ in attributes if name.startswith("on")] == []
    assert [v for _, v in attributes if "url(" in v and not v.startswith("url(#")] == []
    css = re.search(r"<style>(.*)</style>", html, re.DOTALL)
    assert css is not None
    assert "url(" not in css[1]
    assert "@import" not in css[1]


def test_the_policy_allows_this_style_sheet_and_nothing_else(tmp_path: Path) -> None:
    html = render(told(tmp_path, stories.finished), "html")
    css = re.search(r"<style>(.*)</style>", html, re.DOTALL)
    assert css is not None
    digest = base64.b64encode(hashlib.sha256(css[1].encode()).digest()).decode()
    policy = next(
        a["content"] for _, a in Page(html).tags if a.get("http-equiv") == "Content-Security-Policy"
    )
    wanted = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert policy == wanted


def test_the_page_has_language_title_viewport_and_one_main_heading(tmp_path: Path) -> None:
    html = render(told(tmp_path, stories.finished), "html")
    page = Page(html)
    assert ("html", {"lang": "en"}) in page.tags
    assert "<title>main (…0100): Moved – migration report</title>" in html
    assert any(attrs.get("name") == "viewport" for _, attrs in page.tags)
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))


def test_tables_scroll_in_a_box_that_the_keyboard_reaches(tmp_path: Path) -> None:
    page = Page(render(told(tmp_path, stories.finished), "html"))
    boxes = [attrs for _, attrs in page.tags if attrs.get("class") == "box"]
    tables = [tag for tag, _ in page.tags if tag == "table"]
    assert len(boxes) == len(tables)
    assert all(box.get("tabindex") == "0" and box.get("aria-label") for box in boxes)


@EVERY_MOMENT
def test_at_every_moment_all_formats_can_be_written(tmp_path: Path, tell: Tell, word: str) -> None:
    report = told(tmp_path, tell)
    pages = {form: render(report, form) for form in FORMATS}
    assert json.loads(pages["json"]) == report
    assert Page(pages["html"]).text.count(word) >= 1
    assert f"**{word}.**" in pages["md"]
    assert all(page.endswith("\n") for page in pages.values())


@EVERY_MOMENT
def test_no_format_shows_a_phone_number_a_secret_or_a_query(tmp_path: Path, tell: Tell, word: str) -> None:
    report = told(tmp_path, tell)
    for form in FORMATS:
        page = render(report, form)
        for planted in ("6505550100", "6505550177", "token-of-the-test", "planted-query", "HBgLMTY1"):
            assert planted not in page


def test_an_unknown_format_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="pdf"):
        render(told(tmp_path, Story), "pdf")


def test_of_two_profiles_only_the_difference_is_shown(tmp_path: Path) -> None:
    changed = {"profile": SNAPSHOT["profile"] | {"about": "Seeds"}}
    page = render(told(tmp_path, lambda conn: stories.finished(conn, after=changed)), "md")
    assert "| Business profile | **different** | about: Seeds and tools | about: Seeds | unchanged |" in page
