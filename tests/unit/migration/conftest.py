"""A bench for every test that asks for one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.unit.migration.bench import Bench, open_bench

NewBench = Callable[..., Bench]


@pytest.fixture
def new_bench(tmp_path: Path) -> Iterator[NewBench]:
    """Opens a bench on another path, or with options."""
    with ExitStack() as stack:
        yield lambda **given: stack.enter_context(open_bench(tmp_path, **given))


@pytest.fixture
def bench(new_bench: NewBench) -> Bench:
    """The ordinary case: path A."""
    return new_bench()
