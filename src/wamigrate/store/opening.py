"""Opens the store that wamigrate.toml names."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from wamigrate.config import Settings, StoreSettings
from wamigrate.store.database import Database
from wamigrate.store.keys import MasterKey, default_key_file
from wamigrate.store.place import state_place
from wamigrate.store.secrets import SecretStore

__all__ = ["Store", "open_store"]


@dataclass(slots=True)
class Store:
    """Our database and the secrets in it. `notices` are for the operator, once."""

    db: Database
    secrets: SecretStore
    url: str
    notices: list[str] = field(default_factory=list)


@contextmanager
def open_store(settings: Settings, environ: Mapping[str, str] | None = None) -> Iterator[Store]:
    """The store, brought up to date; closed at the end."""
    environ = os.environ if environ is None else environ
    is_default = settings.store.url == StoreSettings().url
    url = state_place(settings.store.url, settings.folder, is_default=is_default)
    key_file = (
        settings.path(settings.store.key_file) if settings.store.key_file else default_key_file(environ)
    )
    state_folder = Path(url.removeprefix("sqlite:///")).parent if url.startswith("sqlite:///") else None
    key = MasterKey.load(environ, key_file, state_folder=state_folder)
    db = Database.open(url)
    try:
        secrets = SecretStore(db, key)
        db.read_now(secrets.check_key_in)
        yield Store(db, secrets, url, [key.notice] if key.notice else [])
    finally:
        db.close()
