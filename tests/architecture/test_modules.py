"""What every module owes: a reason to exist, a list of its names, and a size that can be read."""

from __future__ import annotations

import ast
import importlib

from tests.architecture.modules import MODULES, ROOT, SOURCE

LONGEST = 400


def test_every_module_opens_with_its_reason_to_exist() -> None:
    assert [name for name, module in MODULES.items() if not ast.get_docstring(module.tree)] == []


def test_every_module_can_be_read_in_one_go() -> None:
    lines = {name: len(module.path.read_text().splitlines()) for name, module in MODULES.items()}
    assert {name: count for name, count in lines.items() if count > LONGEST} == {}


def test_every_module_that_defines_something_lists_its_names() -> None:
    assert [name for name, module in MODULES.items() if module.defines and module.listed is None] == []


def test_every_listed_name_exists_and_is_listed_once() -> None:
    wrong = []
    for name, module in MODULES.items():
        if name.endswith("__main__") or not module.listed:
            continue
        loaded = importlib.import_module(name)
        wrong += [f"{name}.{one}" for one in module.listed if not hasattr(loaded, one)]
        wrong += [f"{name}.{one} twice" for one in set(module.listed) if module.listed.count(one) > 1]
    assert wrong == []


def test_what_another_module_takes_is_listed_where_it_comes_from() -> None:
    taken = {
        (module, name)
        for user in MODULES.values()
        for module, name in user.imports
        if module in MODULES and name and f"{module}.{name}" not in MODULES and name != "__version__"
    }
    missing = sorted(f"{m}.{n}" for m, n in taken if n not in (MODULES[m].listed or [n]))
    assert missing == []


def test_no_module_uses_a_private_name_of_another() -> None:
    private = [
        f"{user.name}: {module}.{name}"
        for user in MODULES.values()
        for module, name in user.imports
        if module in MODULES and name.startswith("_") and not name.startswith("__")
    ]
    assert private == []


def test_every_folder_of_the_package_is_a_package() -> None:
    folders = {path.parent for path in SOURCE.rglob("*.py")}
    assert [str(folder) for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []


def test_every_step_and_every_check_has_a_test_file_of_its_own() -> None:
    parts = ("wamigrate.migration.steps.", "wamigrate.migration.checks.")
    wanted = [
        ROOT / "tests" / "unit" / "migration" / name.split(".")[2] / f"test_{name.split('.')[3]}.py"
        for name in MODULES
        if name.startswith(parts)
    ]
    assert wanted
    assert [str(path.relative_to(ROOT)) for path in wanted if not path.exists()] == []
