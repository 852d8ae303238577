"""Nothing is lost while a number moves through kills, lost answers and restarts. In full: `make soak`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.postgres import postgres
from tests.soak.plan import CI
from tests.soak.run import run


@pytest.mark.parametrize("store", ["sqlite", "postgresql"])
def test_what_was_accepted_arrives_in_order_and_what_customers_wrote_is_heard(
    store: str, tmp_path: Path
) -> None:
    outcome = run(CI, tmp_path / "site", postgres() if store == "postgresql" else None)
    assert not outcome.broken(), "\n".join([outcome.table(), *outcome.broken()])
    assert outcome.counts["held"], "nothing was held: the run proves nothing about the hold"
    assert outcome.blows["bridge process killed"]
