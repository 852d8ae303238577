"""A number is on one API at a time.

On-Premises: a number can be tried out beside another deployment only by moving it.
Cloud: `register` takes the number away from On-Premises. There is no time when both work.
What we do: rehearse against the simulators, move numbers with little traffic first, and switch the route of
    a number in the moment of `register`.
Source: Meta, migration document, "How It Works" and "Best Practices".
"""

from __future__ import annotations

from wamigrate.differences.difference import Difference, Level, Surface

__all__ = ["difference"]

difference = Difference(__name__, Surface.NUMBER, level=Level.CHANGED)
