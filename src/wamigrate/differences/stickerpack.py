"""Stickers come in packs.

On-Premises: keeps packs of stickers under `/v1/stickerpacks`.
Cloud: has no packs. A sticker is a medium like any other.
What we do: nothing with packs. Upload the stickers as media and send them by ID.
Source: Meta, migration document, "Stickerpacks".
"""

from __future__ import annotations

from wamigrate.differences.difference import Difference, Level, Surface

__all__ = ["difference"]

difference = Difference(__name__, Surface.NUMBER, level=Level.CHANGED)
