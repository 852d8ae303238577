"""A number is known by its metadata.

On-Premises: keeps the business profile, and what makes a number an Official Business Account, in the
    deployment.
Cloud: gets it from the backup that goes with `register`. Without the backup the profile is lost, the green
    badge with it, and a code has to be received again.
What we do: take the backup right before `register` and send it along unchanged. Without one the plan says
    what will be lost.
Source: Meta, migration document, "Official Business Accounts" and "Step 3".
"""

from __future__ import annotations

from wamigrate.differences.difference import Difference, Level, Surface

__all__ = ["difference"]

difference = Difference(__name__, Surface.NUMBER, level=Level.CHANGED)
