"""Media between download and upload: listed by the operator, kept encrypted, tried once."""

from __future__ import annotations

import pytest

from tests.unit.migration.bench import Bench
from wamigrate.errors import ConfigError, StoreError
from wamigrate.migration.media import KeptMedia, ids_to_keep, keep, kept_ids, load, note_upload
from wamigrate.store import sql

pytestmark = pytest.mark.anyio

FLYER = KeptMedia("m-1", "image/png", b"\x00\x89PNG\r\n" * 100)


async def test_the_list_is_one_id_a_line_without_comments_and_doubles(bench: Bench) -> None:
    (bench.settings.folder / "ids.txt").write_text("# flyers\n\n  m-2 \nm-1\r\nm-2\n")
    bench.change_number(media_ids="ids.txt")
    assert ids_to_keep(await bench.context()) == ["m-2", "m-1"]


async def test_without_a_list_there_is_nothing_to_keep(bench: Bench) -> None:
    assert ids_to_keep(await bench.context()) == []


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
async def test_a_list_that_cannot_be_read_is_named(bench: Bench, content: bytes | None) -> None:
    path = bench.settings.folder / "ids.txt"
    if content is not None:
        path.write_bytes(content)
    bench.change_number(media_ids="ids.txt")
    with pytest.raises(ConfigError) as caught:
        ids_to_keep(await bench.context())
    assert str(path) in caught.value.message


async def test_what_was_kept_comes_back_as_it_was(bench: Bench) -> None:
    ctx = await bench.context()
    await keep(ctx, FLYER)
    assert await load(ctx, "m-1") == FLYER


async def test_what_is_kept_is_readable_only_with_the_key(bench: Bench) -> None:
    ctx = await bench.context()
    await keep(ctx, FLYER)
    (row,) = bench.read(lambda conn: sql.rows(conn, "select content from wm_media"))
    assert b"PNG" not in bytes(row["content"])
    await bench.secrets.destroy(bench.migration.id)
    with pytest.raises(StoreError):
        await load(ctx, "m-1")


async def test_keeping_it_again_replaces_it_and_forgets_its_upload(bench: Bench) -> None:
    ctx = await bench.context()
    await keep(ctx, FLYER)
    await note_upload(ctx, "m-1", "900", None)
    assert await kept_ids(ctx) == []
    await keep(ctx, KeptMedia("m-1", "image/png", b"new"))
    assert await kept_ids(ctx) == ["m-1"]
    assert (await load(ctx, "m-1")).content == b"new"


async def test_what_was_refused_is_not_tried_again(bench: Bench) -> None:
    ctx = await bench.context()
    for name in ("m-2", "m-1", "m-3"):
        await keep(ctx, KeptMedia(name, "image/png", b"x"))
    await note_upload(ctx, "m-2", None, "That type is not taken.")
    assert await kept_ids(ctx) == ["m-1", "m-3"]
