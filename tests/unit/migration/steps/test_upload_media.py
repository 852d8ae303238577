"""Kept media gets its Cloud media ID once."""

from __future__ import annotations

import pytest

from tests.unit.migration.bench import Bench
from tests.unit.migration.checks.fakes import cloud_error
from wamigrate.core.payload import JsonObject
from wamigrate.errors import NotSent
from wamigrate.migration.media import KeptMedia, keep, kept_ids
from wamigrate.migration.steps.upload_media import step
from wamigrate.store import sql

pytestmark = pytest.mark.anyio


async def keep_all(bench: Bench, *media: KeptMedia) -> None:
    for one in media:
        await keep(await bench.context(), one)


def noted(bench: Bench) -> list[JsonObject]:
    query = "select onprem_media_id, cloud_media_id, refused from wm_media order by onprem_media_id"
    return [dict(row) for row in bench.read(lambda conn: sql.rows(conn, query))]


async def test_each_file_is_uploaded_with_its_bare_type(bench: Bench) -> None:
    await keep_all(
        bench, KeptMedia("m-1", "text/plain; charset=utf-8", b"one"), KeptMedia("m-2", "image/png", b"2")
    )
    bench.cloud.will("upload_media", "901", "902")
    assert await bench.run(step) == {"uploaded": 2, "refused": 0}
    assert bench.cloud.sent == [
        ("upload_media", b"one", "text/plain", "m-1"),
        ("upload_media", b"2", "image/png", "m-2"),
    ]
    assert [row["cloud_media_id"] for row in noted(bench)] == ["901", "902"]


async def test_what_has_its_id_is_not_uploaded_again(bench: Bench) -> None:
    await keep_all(bench, KeptMedia("m-1", "image/png", b"1"))
    await bench.run(step)
    assert await bench.run(step) == {"uploaded": 0, "refused": 0}
    assert len(bench.cloud.sent) == 1


async def test_a_file_that_cloud_does_not_take_is_noted_and_left_out(bench: Bench) -> None:
    await keep_all(bench, KeptMedia("m-1", "video/quicktime", b"1"), KeptMedia("m-2", "image/png", b"2"))
    bench.cloud.will("upload_media", cloud_error(131053), "902")
    assert await bench.run(step) == {"uploaded": 1, "refused": 1}
    assert noted(bench)[0]["refused"] == "Graph API: refused (code 131053)."
    assert await kept_ids(await bench.context()) == []


async def test_an_upload_that_could_not_be_sent_is_tried_again(bench: Bench) -> None:
    await keep_all(bench, KeptMedia("m-1", "image/png", b"1"))
    bench.cloud.will("upload_media", NotSent(), cloud_error(131057), "901")
    assert (await bench.run(step))["uploaded"] == 1


async def test_without_media_nothing_is_uploaded(bench: Bench) -> None:
    assert await bench.run(step) == {"uploaded": 0, "refused": 0}
