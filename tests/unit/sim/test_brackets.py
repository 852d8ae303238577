"""Arrays in forms and query strings, as PHP writes them."""

from __future__ import annotations

from typing import Any

import pytest

from wamigrate.sim.cloud.brackets import gather


@pytest.mark.parametrize(
    ("pairs", "found"),
    [
        ([("a", "1"), ("a", "2")], {"a": "2"}),
        ([("a[]", "1"), ("a[]", "2")], {"a": ["1", "2"]}),
        ([("a[0]", "1"), ("a[1]", "2")], {"a": ["1", "2"]}),
        ([("a[x]", "1"), ("a[y]", "2")], {"a": {"x": "1", "y": "2"}}),
        ([("a[1]", "1")], {"a": {"1": "1"}}),
        ([("a[][user]", "1"), ("a[][user]", "2")], {"a": [{"user": "1"}, {"user": "2"}]}),
        ([("a[b][c]", "1"), ("z", "2")], {"a": {"b": {"c": "1"}}, "z": "2"}),
        ([("[]", "1"), ("a[", "2"), ("b]", "3")], {"[]": "1", "a[": "2", "b]": "3"}),
        ([("a", "1"), ("a[b]", "2")], {"a": "1"}),
    ],
)
def test_names_with_brackets_are_put_together(pairs: list[tuple[str, str]], found: dict[str, Any]) -> None:
    assert gather(pairs) == found
