"""Media stay where they were uploaded.

On-Premises: keeps uploaded and received media on your disks until you delete them.
Cloud: has none of them after the move. Its own uploads last 30 days, what customers send 7 days.
What we do: collect the media that applications still use before the move and upload them after it; the
    bridge keeps both IDs, and uploads again what has run out.
Source: Meta, migration document, "Media".
"""

from __future__ import annotations

from wamigrate.differences.difference import Difference, Level, Surface

__all__ = ["difference"]

difference = Difference(__name__, Surface.NUMBER, level=Level.CHANGED)
