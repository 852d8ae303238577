"""What `wamigrate shadow` says of how much it saw."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pytest

from wamigrate.cli.main import main
from wamigrate.store import bridge_shadow
from wamigrate.store.bridge_shadow import Counted
from wamigrate.store.database import Database

CONFIG = '[[number]]\nname = "main"\nphone_number_id = "106"\nwaba_id = "1020"\ntoken = "t"\n'
FOUND = Counted("padded-text", "refused", "crm/1", 3, 1.0, 2.0, "text.body: blanks")


@pytest.mark.parametrize(
    ("looked_at", "words", "share"),
    [
        (100, "100 messages since 1970-01-01T00:00:02.000Z, all of them looked at", 1.0),
        (40, "40 of them (40.0%) looked at: what is counted below is of those", 0.4),
    ],
)
def test_it_says_what_share_was_looked_at(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    looked_at: int,
    words: str,
    share: float,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "wamigrate.toml").write_text(CONFIG)
    (tmp_path / ".wamigrate").mkdir()
    db = Database.open(f"sqlite:///{tmp_path / '.wamigrate' / 'wamigrate.db'}")
    add = partial(bridge_shadow.add, phone_number_id="106", sends=100, looked_at=looked_at, found=[FOUND])
    db.run_now(lambda conn: add(conn, since=2.0, at=3.0))
    db.close()
    assert main(["shadow", "main"]) == 1
    assert words in capsys.readouterr().out
    main(["shadow", "main", "--json"])
    assert json.loads(capsys.readouterr().out)["share"] == share
