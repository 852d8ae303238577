"""Throughput comes from shards.

On-Premises: a number sends faster with more shards (multi-connect), on more machines of yours.
Cloud: has two levels: STANDARD, 80 messages a second, and HIGH, 1,000. A number that had two or more shards
    gets HIGH by itself; for up to a minute after the move calls are then answered with 131057.
What we do: count the shards before the move, wait out the upgrade after it, and report when the level stays
    STANDARD.
Source: Meta, migration document, "Throughput"; Cloud API documentation, "Throughput".
"""

from __future__ import annotations

from wamigrate.differences.difference import Difference, Level, Surface

__all__ = ["difference"]

difference = Difference(__name__, Surface.NUMBER, level=Level.CHANGED)
