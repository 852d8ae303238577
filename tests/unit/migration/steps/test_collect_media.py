"""Media of the configured list is kept encrypted while On-Premises can still give it out."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.migration.bench import Bench, prospect
from tests.unit.migration.checks.fakes import World, onprem_error
from wamigrate.errors import ConfigError, OnPremError
from wamigrate.migration.media import kept_ids, load
from wamigrate.migration.steps.collect_media import step
from wamigrate.store import sql

pytestmark = pytest.mark.anyio


def list_media(bench: Bench, *ids: str) -> None:
    path = bench.settings.folder / "media.txt"
    path.write_text("\n".join(ids))
    bench.change_number(media_ids=path.name)


async def test_without_a_list_nothing_is_kept(bench: Bench) -> None:
    assert await bench.run(step) == {"listed": 0, "kept": 0, "missing": 0}
    assert bench.onprem.calls == []


async def test_each_listed_file_is_kept_and_can_be_read_again(bench: Bench) -> None:
    list_media(bench, "# old flyers", "m-1", "", "m-2", "m-1")
    bench.onprem.media = {"m-1": ("image/png", b"\x89PNG"), "m-2": ("", b"....")}
    assert await bench.run(step) == {"listed": 2, "kept": 2, "missing": 0}
    assert await kept_ids(await bench.context()) == ["m-1", "m-2"]
    first, second = [await load(await bench.context(), name) for name in ("m-1", "m-2")]
    assert (first.mime_type, first.content) == ("image/png", b"\x89PNG")
    assert second.mime_type == "application/octet-stream"


async def test_what_is_kept_does_not_stand_in_the_store_in_clear(bench: Bench) -> None:
    list_media(bench, "m-1")
    bench.onprem.media = {"m-1": ("text/plain", b"the customer's letter")}
    await bench.run(step)
    (row,) = bench.read(lambda conn: sql.rows(conn, "select content from wm_media"))
    assert b"letter" not in bytes(row["content"])
    assert b"letter" not in Path(str(bench.db.engine.url.database)).read_bytes()


async def test_a_file_that_is_gone_is_counted_and_the_rest_is_kept(bench: Bench) -> None:
    list_media(bench, "m-1", "m-2")
    bench.onprem.media = {"m-1": onprem_error(404), "m-2": ("image/png", b"1234")}
    assert await bench.run(step) == {"listed": 2, "kept": 1, "missing": 1}


async def test_a_deployment_that_refuses_stops_the_step(bench: Bench) -> None:
    list_media(bench, "m-1")
    bench.onprem.media = {"m-1": onprem_error(500, 1014)}
    with pytest.raises(OnPremError):
        await bench.run(step)


async def test_a_list_that_cannot_be_read_is_named(bench: Bench) -> None:
    bench.change_number(media_ids="nowhere.txt")
    with pytest.raises(ConfigError, match=r"nowhere\.txt, which cannot be read"):
        await bench.run(step)


async def test_doing_it_again_replaces_what_was_kept(bench: Bench) -> None:
    list_media(bench, "m-1")
    for content in (b"first", b"second"):
        bench.onprem.media = {"m-1": ("text/plain", content)}
        await bench.run(step)
    assert (await load(await bench.context(), "m-1")).content == b"second"


def test_the_plan_notes_a_missing_list_where_there_is_a_deployment() -> None:
    (note,) = step.blockers(prospect())
    assert note.note
    assert list(step.blockers(prospect(path="C"))) == []
    world = World()
    world.change_number(media_ids="media.txt")
    assert list(step.blockers(prospect(world.number))) == []


def test_it_belongs_to_the_path_with_a_deployment() -> None:
    assert step.paths == "A"
