"""What Graph keeps about a number beside its registration: settings, automation, commerce, codes, keys."""

from __future__ import annotations

from dataclasses import dataclass, field

from wamigrate.core.payload import JsonObject

__all__ = ["Extras"]


@dataclass(slots=True)
class Extras:
    """Small state of a number's edges."""

    created_at: float = 0.0
    """When it was added to its WABA through the API; 0 is from the start."""
    settings: JsonObject = field(default_factory=dict)
    automation: JsonObject | None = None
    cart_enabled: bool = True
    catalog_visible: bool = False
    qr_codes: dict[str, JsonObject] = field(default_factory=dict)
    public_key: str | None = None
    compliance: JsonObject | None = None
    oba_status: str | None = None
    oba_message: str = ""
    username: str | None = None
    requested_name: str | None = None
    calls: dict[str, str] = field(default_factory=dict)
