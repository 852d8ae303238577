"""A deployment takes bursts.

On-Premises: takes 50 sends a second and bursts of 150; as many as you like may go to one user.
Cloud: takes 80 or 1,000 a second, and about one message in 6 seconds to the same user, with bursts of 45;
    beyond that it answers 130429 or 131056.
What we do: put the codes into those of On-Premises. Applications that write many messages to one user in a
    row should wait for the answer.
Source: Meta, Cloud API documentation, "Throughput" and "Pair rate limits".
"""

from __future__ import annotations

from wamigrate.differences.difference import Difference, Level, Surface

__all__ = ["difference"]

difference = Difference(__name__, Surface.NUMBER, level=Level.NOTE)
