"""Upload the kept media to Cloud API and note which ID replaces which.

Why: applications that send an old media ID need its replacement.
Does: one upload per kept file; a file that has its Cloud media ID already is not uploaded again. A type
that Cloud API does not take is noted and left out.
Undo: none. Uploaded media goes away by itself after 30 days.
Source: migration guide, "Media".
"""

from __future__ import annotations

from wamigrate.errors import CloudError
from wamigrate.migration.context import Context
from wamigrate.migration.media import kept_ids, load, note_upload
from wamigrate.migration.patience import waiting_out
from wamigrate.migration.step import AFTER, Output, Step

__all__ = ["step"]

step = Step(__name__, acts_in=AFTER)


@step.runs
async def run(ctx: Context) -> Output:
    uploaded, refused = 0, 0
    waiting = await kept_ids(ctx)
    for media_id in waiting:
        await ctx.waits(f"upload {uploaded + refused + 1} of {len(waiting)}")
        media = await load(ctx, media_id)
        bare_type = media.mime_type.split(";")[0].strip()

        async def upload(content: bytes = media.content, kind: str = bare_type, name: str = media_id) -> str:
            return await ctx.cloud.upload_media(ctx.number.phone_number_id, content, kind, name)

        try:
            cloud_media_id = await waiting_out(ctx, "media upload", upload)
        except CloudError as error:
            await note_upload(ctx, media_id, None, error.message)
            refused += 1
            continue
        await note_upload(ctx, media_id, cloud_media_id, None)
        uploaded += 1
    return {"uploaded": uploaded, "refused": refused}
