"""Webhooks need a subscription.

On-Premises: sends webhooks to the address in its settings.
Cloud: sends them to the Meta app that is subscribed to the WhatsApp Business Account, at the address in the
    app's dashboard or an override. Nobody gets anything without a subscription.
What we do: subscribe the app before the move and look again after it.
Source: Meta, migration document, "Webhooks".
"""

from __future__ import annotations

from wamigrate.differences.difference import Difference, Level, Surface

__all__ = ["difference"]

difference = Difference(__name__, Surface.NUMBER, level=Level.CHANGED)
