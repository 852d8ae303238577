"""What every command says of itself, and what init, report and completion write."""

from __future__ import annotations

import json
import os
import re
import subprocess
import tomllib
from html.parser import HTMLParser

import pytest

from tests.harness import Site
from wamigrate import __version__, config
from wamigrate.cli.main import COMMANDS


def test_the_list_of_commands_names_them_all_and_the_first_two_to_type(site: Site) -> None:
    ended = site.run("--help")
    assert all(f" {command} " in ended.out for command in COMMANDS)
    assert "Start with wamigrate demo, then wamigrate init." in ended.out.replace("`", "")
    assert "Example: wamigrate migrate main --execute" in site.run("migrate", "-h").out


def test_without_a_command_help_is_shown(site: Site) -> None:
    ended = site.run()
    assert "Usage: wamigrate" in ended.out + ended.err
    assert "Traceback" not in ended.err


def test_the_version_is_that_of_the_package(site: Site) -> None:
    assert site.run("--version").out == f"wamigrate, version {__version__}\n"


def test_init_writes_a_private_file_that_is_read_again(site: Site) -> None:
    ended = site.run("--config", "new.toml", "init")
    path = site.folder / "new.toml"
    assert (ended.code, ended.out) == (0, "")
    assert f"Written: {path.name}" in ended.err
    assert "Next: wamigrate check NAME" in ended.err
    assert path.stat().st_mode & 0o777 == 0o600
    assert tomllib.loads(path.read_text()) is not None
    assert site.run("--config", "new.toml", "init", "--force").code == 0
    wanted = re.findall(r"^[^#]*\"env:(\w+)\"", path.read_text(), re.MULTILINE)
    assert config.load(path, dict.fromkeys(wanted, "x")).number[0].name


def test_the_variable_names_another_configuration(site: Site) -> None:
    (site.folder / "wamigrate.toml").rename(site.folder / "other.toml")
    assert site.run("status").code == 2
    assert site.run("status", environ={"WAMIGRATE_CONFIG": "other.toml"}).code == 0


class Opens(HTMLParser):
    """Addresses that a browser would fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        given = dict(attrs)
        wanted = [given.get("src"), given.get("href") if tag == "link" else None]
        self.fetched += [address for address in wanted if address and not address.startswith("data:")]


def test_a_report_says_the_same_in_every_format_and_opens_offline(site: Site) -> None:
    assert site.run("migrate", "main", "--execute", "--approve").code == 0
    document = json.loads(site.run("report", "main", "--format", "json").out)
    assert document["migration"]["state"] == "S2"
    markdown = site.run("report", "main")
    assert markdown.out.startswith("# Migration report: main")
    assert markdown.err == ""
    html = site.run("report", "main", "--format", "html", "--output", "main.html")
    assert (html.out, html.err) == ("", "Written: main.html\n")
    page = Opens()
    page.feed((site.folder / "main.html").read_text())
    assert page.fetched == []
    assert {"svg", "meta", "table"} <= page.tags
    assert "script" not in page.tags
    written = sorted(path.name for path in (site.folder / ".wamigrate" / "reports").iterdir())
    assert written == ["m-main-1.html", "m-main-1.json", "m-main-1.md"]


def test_a_report_can_be_written_at_any_moment(site: Site) -> None:
    assert site.run("migrate", "main", "--execute").code == 0
    document = site.run("report", "main", "--format", "json").document
    assert document["next"]["command"] == "wamigrate approve main"
    assert document["times"]["point_of_no_return"] is None


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script_for_the_shell(site: Site, shell: str) -> None:
    ended = site.run("completion", shell)
    assert (ended.code, ended.err) == (0, "")
    assert f"_WAMIGRATE_COMPLETE={shell}_complete" in ended.out


@pytest.mark.parametrize(
    ("typed", "offered"),
    [("wamigrate sta", "status"), ("wamigrate plan m", "main"), ("wamigrate status --j", "--json")],
)
def test_completion_offers_commands_options_and_numbers(site: Site, typed: str, offered: str) -> None:
    asked = {"_WAMIGRATE_COMPLETE": "bash_complete", "COMP_WORDS": typed}
    position = str(len(typed.split()) - 1)
    ended = site.run(environ={**asked, "COMP_CWORD": position})
    assert [line.split(",")[1] for line in ended.out.splitlines()] == [offered]


def test_completion_is_silent_where_the_configuration_is_broken(site: Site) -> None:
    (site.folder / "wamigrate.toml").write_text("[[[")
    asked = {"_WAMIGRATE_COMPLETE": "bash_complete", "COMP_WORDS": "wamigrate plan m", "COMP_CWORD": "2"}
    ended = site.run(environ=asked)
    assert (ended.out.strip(), ended.err) == ("", "")


def test_the_bash_completion_is_a_script_that_bash_accepts(site: Site) -> None:
    script = site.run("completion", "bash").out
    checked = subprocess.run(
        ["bash", "-n"], input=script, text=True, capture_output=True, env=dict(os.environ), check=False
    )
    assert (checked.returncode, checked.stderr) == (0, "")
