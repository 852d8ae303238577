"""A row of the table of the On-Premises API."""

from __future__ import annotations

from dataclasses import dataclass

from wamigrate.bridge.call import Access, Handler

__all__ = ["Route"]


@dataclass(frozen=True, slots=True)
class Route:
    """One row. `decides`: the handler finds out by itself whether the call is relayed, and who may call."""

    method: str
    path: str
    handler: Handler
    access: Access = Access.ADMIN
    decides: bool = False

    @property
    def name(self) -> str:
        """What logs and metrics call it."""
        return f"{self.method} {self.path}"
