"""What is kept in memory of much: so many entries, the newest ones."""

from __future__ import annotations

from wamigrate.bridge.recent import Recent


def test_the_oldest_goes_when_there_are_too_many() -> None:
    recent = Recent[str, int](2)
    assert [recent.keep(name, n) for n, name in enumerate("abc")] == [0, 1, 2]
    assert recent == {"b": 1, "c": 2}
    del recent["b"]
    recent.keep("d", 3)
    assert recent == {"c": 2, "d": 3}
