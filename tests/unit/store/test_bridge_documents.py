"""Documents of a number, encrypted."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from wamigrate.config import Settings, StoreSettings
from wamigrate.store import bridge_documents as documents
from wamigrate.store.opening import Store, open_store

P = "106540352242922"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    settings = Settings(folder=tmp_path, store=StoreSettings(url=f"sqlite:///{tmp_path / 'store.db'}"))
    with open_store(settings, {"WAMIGRATE_KEY": "ab" * 32}) as store:
        yield store


def test_a_document_comes_back_as_it_was(store: Store) -> None:
    kept = {"config": {"bearer": "tok"}}
    store.db.run_now(lambda c: documents.put(c, store.secrets, P, "provider", "cdn", kept, 1.0))
    assert store.db.read_now(lambda c: documents.get(c, store.secrets, P, "provider", "cdn")) == kept


def test_documents_are_kept_apart_by_number_and_kind(store: Store) -> None:
    store.db.run_now(lambda c: documents.put(c, store.secrets, P, "provider", "cdn", 1, 1.0))
    assert store.db.read_now(lambda c: documents.get(c, store.secrets, "999", "provider", "cdn")) is None
    assert store.db.read_now(lambda c: documents.get(c, store.secrets, P, "pack", "cdn")) is None


def test_documents_are_listed_in_the_order_in_which_they_came(store: Store) -> None:
    for at, name in ((2.0, "b"), (1.0, "a"), (3.0, "b")):
        put = partial(documents.put, document=at, at=at)
        store.db.run_now(lambda c, put=put, name=name: put(c, store.secrets, P, "provider", name))  # type: ignore[misc]
    found = store.db.read_now(lambda c: documents.list_all(c, store.secrets, P, "provider"))
    assert list(found.items()) == [("a", 1.0), ("b", 3.0)]


def test_a_deleted_document_is_gone(store: Store) -> None:
    store.db.run_now(lambda c: documents.put(c, store.secrets, P, "provider", "cdn", 1, 1.0))
    assert store.db.run_now(lambda c: documents.delete(c, P, "provider", "cdn")) is True
    assert store.db.run_now(lambda c: documents.delete(c, P, "provider", "cdn")) is False


def test_no_credential_lies_readable_in_the_file(store: Store, tmp_path: Path) -> None:
    kept = {"bearer": "very-secret-value"}
    store.db.run_now(lambda c: documents.put(c, store.secrets, P, "provider", "cdn", kept, 1.0))
    content = b"".join(path.read_bytes() for path in tmp_path.glob("store.db*"))
    assert b"very-secret-value" not in content
