"""Keep the media that On-Premises holds, while it can still be read.

Why: On-Premises media IDs mean nothing to Cloud API, and the deployment cannot fetch media any more once
the number has moved.
Does: downloads each media ID of the configured list and keeps it encrypted until it has been uploaded.
On-Premises has no listing, so without a list nothing can be kept.
Undo: nothing to undo; what was kept is destroyed by `complete`.
Source: migration guide, "Media".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.errors import OnPremError
from wamigrate.migration.context import Context
from wamigrate.migration.media import KeptMedia, ids_to_keep, keep
from wamigrate.migration.step import Blocker, Output, Prospect, Step

__all__ = ["step"]

step = Step(__name__, paths="A")


@step.blocks
def blockers(prospect: Prospect) -> Iterator[Blocker]:
    if prospect.number.media_ids is None and prospect.has_onprem:
        todo = "List the IDs that your applications still use in a file and name it as media_ids."
        yield Blocker(
            "No media IDs are listed: media uploaded to On-Premises will not be usable.", todo, note=True
        )


@step.runs
async def run(ctx: Context) -> Output:
    onprem, wanted = ctx.onprem, ids_to_keep(ctx)
    kept, missing = 0, 0
    for media_id in wanted if onprem is not None else ():
        await ctx.waits(f"media {kept + missing + 1} of {len(wanted)}")
        content = bytearray()
        try:
            answer = await onprem.download_media(media_id, content.extend)  # type: ignore[union-attr]
        except OnPremError as error:
            if error.status != 404:
                raise
            missing += 1
            continue
        mime_type = answer.headers.get("content-type", "application/octet-stream")
        await keep(ctx, KeptMedia(media_id, mime_type, bytes(content)))
        kept += 1
    return {"listed": len(wanted), "kept": kept, "missing": missing}
