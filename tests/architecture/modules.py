"""Our own modules as syntax trees: what they say of themselves and what they import."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

__all__ = ["MODULES", "ROOT", "SOURCE", "Module"]

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "wamigrate"
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@dataclass(frozen=True)
class Module:
    """One file of the package."""

    name: str
    path: Path
    tree: ast.Module

    @property
    def listed(self) -> list[str] | None:
        """Its `__all__`, None where it has none."""
        for node in self.tree.body:
            if isinstance(node, ast.Assign) and any(ast.unparse(t) == "__all__" for t in node.targets):
                return list(ast.literal_eval(node.value))
        return None

    @property
    def defines(self) -> list[str]:
        """Functions and classes of its top level that do not begin with an underscore."""
        names = [node.name for node in self.tree.body if isinstance(node, DEFINITIONS)]
        return [name for name in names if not name.startswith("_")]

    @property
    def imports(self) -> Iterator[tuple[str, str]]:
        """Every `from MODULE import NAME`, wherever it stands, and `import MODULE` with an empty name."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield from ((node.module, alias.name) for alias in node.names)
            elif isinstance(node, ast.Import):
                yield from ((alias.name, "") for alias in node.names)

    @property
    def imported_modules(self) -> set[str]:
        """Modules of ours that it imports; a package that is imported from counts as its member."""
        found = {f"{module}.{name}" if name else module for module, name in self.imports}
        return {name for name in found if name.split(".")[0] == "wamigrate"}


def _load(path: Path) -> Module:
    parts = path.relative_to(SOURCE.parent).with_suffix("").parts
    name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    return Module(name, path, ast.parse(path.read_text()))


MODULES = {module.name: module for module in map(_load, sorted(SOURCE.rglob("*.py")))}
