"""Industries in the words of either API."""

from __future__ import annotations

import pytest

from wamigrate.apis.verticals import VERTICALS, is_known, to_cloud, to_onprem


@pytest.mark.parametrize("words", VERTICALS)
def test_words_become_a_constant_and_come_back(words: str) -> None:
    assert words == to_onprem(to_cloud(words))
    assert is_known(words)


def test_words_may_be_spelled_freely_and_constants_stay() -> None:
    assert [to_cloud("shopping & retail"), to_cloud("shopping and retail")] == ["OTHER", "RETAIL"]
    assert [to_cloud("RETAIL"), to_cloud(""), to_cloud("ALCOHOL")] == ["RETAIL", "", "ALCOHOL"]
    assert not is_known("Beekeeping")


def test_constants_without_words_are_other_or_nothing() -> None:
    assert [to_onprem("ALCOHOL"), to_onprem("UNDEFINED"), to_onprem("")] == ["Other", "", ""]
