"""The page of wamigrate.toml, its variables and its answers."""

from __future__ import annotations

from wamigrate.config_docs import Key, Section, all_sections, commented_file
from wamigrate.docs import markdown
from wamigrate.docs.markdown import code, table
from wamigrate.migration.answers import QUESTIONS, Question

__all__ = ["page", "title_of"]

INTRO = """\
`wamigrate init` writes this file with every key. `--config FILE` or `WAMIGRATE_CONFIG` names another one.
Relative paths are taken from the folder of the file.

Values may stand in the file or be read from elsewhere: `"env:NAME"` takes an environment variable,
`"file:PATH"` the content of a file (one newline at its end is dropped). A plain secret in the file works,
with a warning: see [Give secrets to wamigrate](../how-to/give-secrets.md). An unknown key is refused, with
the key that it resembles."""

VARIABLES = {
    "WAMIGRATE_CONFIG": "The configuration file, where `--config` is not given.",
    "WAMIGRATE_KEY": "The key that encrypts secrets at rest, as hex or base64. Goes before `key_file`.",
    "XDG_CONFIG_HOME": "Where the default key file lies: `$XDG_CONFIG_HOME/wamigrate/key`, else "
    "`~/.config/wamigrate/key`.",
}

ANSWERS = """\
What no API tells. `wamigrate check NUMBER` asks on a terminal and keeps what you say in the store; an answer
in the file goes before it. An open question only warns."""


def page() -> str:
    return markdown.page(
        "wamigrate.toml",
        INTRO,
        *map(_section, all_sections()),
        "## Answers",
        ANSWERS,
        table(["Key", "Question", "Answer", "Check"], map(_question, QUESTIONS.values())),
        "## Environment variables",
        "Proxy variables such as `HTTPS_PROXY` are not looked at.",
        table(["Variable", "Meaning"], ([code(name), what] for name, what in VARIABLES.items())),
        "## The whole file",
        f"```toml\n{commented_file().rstrip()}\n```",
    )


def title_of(section: Section) -> str:
    """The table as it is written in the file."""
    outer, _, inline = section.name.partition(".")
    return f"{inline} = {{ … }} in [[{outer}]]" if inline else f"[{section.name}]"


def _section(section: Section) -> str:
    rows = table(["Key", "Meaning", "Default"], map(_key, section.keys))
    return f"## {code(title_of(section))}\n\n{section.meaning}\n\n{rows}"


def _key(key: Key) -> list[str]:
    secret = " A secret." if key.secret else ""
    return [code(key.name), f"{key.meaning}{secret}", _default(key)]


def _default(key: Key) -> str:
    match key.default:
        case None | {}:
            return "**needed**" if key.required else "none"
        case bool():
            return code(str(key.default).lower())
        case int():
            return code(str(key.default))
        case float():
            return code(f"{key.default:g}")
        case _:
            return code(key.default)


def _question(question: Question) -> list[str]:
    kinds = {"yes-no": "`true` or `false`", "text": "some text"}
    answers = kinds.get(question.kind) or ", ".join(code(c) for c in question.choices)
    only = ""
    if question.only_if is not None:
        only = f" Only if {code(question.only_if[0])} is {code(question.only_if[1])}."
    check = f"[{question.check}](checks.md#{_anchor(question.check)})"
    return [code(question.key), f"{question.text}{only}", answers, check]


def _anchor(check: str) -> str:
    from wamigrate.migration.check import all_checks

    return next(f"{c.id.lower()}-{c.name}" for c in all_checks() if c.name == check)
