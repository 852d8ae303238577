"""Backup and restore.

On-Premises: `/v1/settings/backup` gives the settings of the number, encrypted with a password;
    `/v1/settings/restore` takes them.
Cloud: takes such a backup once, inside of `register`, and has no call to make one.
What we do: refuse it once the number has moved. The migration makes the backup before.
Source: Meta, migration document, "Generate Phone Number Metadata".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Json
from wamigrate.differences.difference import Difference, Finding, Level, Pair, Phase, Surface
from wamigrate.differences.facts import Facts

__all__ = ["difference"]

difference = Difference(
    __name__,
    Surface.ENDPOINT,
    types=("backup",),
    phase=Phase.SHAPE,
    level=Level.REFUSED,
    pairs=[Pair(title="a backup", onprem={"password": "an invented one"}, cloud=None)],
)


@difference.to_cloud
def say_so(payload: Json, facts: Facts) -> Iterator[Finding]:
    yield Finding(
        (), "Cloud API makes no backups: the one from before the move is used by `register`", code=1011
    )
