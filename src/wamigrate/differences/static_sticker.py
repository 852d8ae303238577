"""Stickers do not move.

On-Premises: sends static stickers of at most 100 KB.
Cloud: sends animated ones of at most 500 KB too.
What we do: nothing: whatever worked before works.
Source: Meta, On-Premises and Cloud API references, "Sticker".
"""

from __future__ import annotations

from wamigrate.differences.difference import Difference, Level, Surface

__all__ = ["difference"]

difference = Difference(__name__, Surface.NUMBER, level=Level.NOTE)
