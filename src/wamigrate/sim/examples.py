"""World files that come with the package: `--world example:NAME`."""

from __future__ import annotations

from importlib.resources import files

from wamigrate.errors import UsageError

__all__ = ["EXAMPLES", "PREFIX", "example", "summary"]

EXAMPLES = ("shop", "provider", "trouble")
PREFIX = "example:"


def example(name: str) -> str:
    """The text of an example."""
    if name not in EXAMPLES:
        raise UsageError(f"There is no example world '{name}'.", hint=f"There are: {', '.join(EXAMPLES)}.")
    return files("wamigrate.sim").joinpath("worlds", f"{name}.toml").read_text(encoding="utf-8")


def summary(name: str) -> str:
    """Its first line, which says what it is."""
    return example(name).partition("\n")[0].lstrip("# ")
