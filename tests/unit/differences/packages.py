"""Packages of differences that only a test has, read by a registry of their own."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wamigrate.differences.registry import Registry

__all__ = ["DOC", "module", "registry_of"]

DOC = '"""Made up.\n\nOn-Premises: a.\nCloud: b.\nWhat we do: c.\nSource: d.\n"""\n'
IMPORTS = """
from wamigrate.core.payload import *
from wamigrate.differences.difference import *
from wamigrate.differences.facts import *
"""


def module(code: str, doc: str = DOC) -> str:
    """A module with everything imported."""
    return doc + IMPORTS + code


@contextmanager
def registry_of(folder: Path, **modules: str) -> Iterator[Registry]:
    """A registry that knows these modules and no others."""
    package = folder / "made_up"
    package.mkdir()
    (package / "__init__.py").write_text("")
    for name, code in modules.items():
        (package / f"{name}.py").write_text(code)
    sys.path.insert(0, str(folder))
    try:
        yield Registry(["made_up"])
    finally:
        sys.path.remove(str(folder))
        for name in [name for name in sys.modules if name.split(".")[0] == "made_up"]:
            del sys.modules[name]
