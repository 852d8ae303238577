"""There is a gap while a number moves.

On-Premises: receives until the moment `register` takes effect on the other side.
Cloud: receives from then on. What customers write in the seconds between is dropped in silence, by Meta.
What we do: hold what the business sends in the gap and deliver it afterwards. What customers send cannot be
    held: choose an hour with little traffic; the plan says how much is expected to be lost.
Source: Meta, migration document, "Downtime".
"""

from __future__ import annotations

from wamigrate.differences.difference import Difference, Level, Surface

__all__ = ["difference"]

difference = Difference(__name__, Surface.NUMBER, level=Level.CHANGED)
