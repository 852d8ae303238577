"""The configuration: `settings` says what there is, `file` reads it."""

from wamigrate.config.file import load
from wamigrate.config.settings import (
    INTERNAL_KEYS,
    SECRET_KEYS,
    Answer,
    BridgeSettings,
    Canary,
    GraphSettings,
    HoldSettings,
    Number,
    OnPremSettings,
    Settings,
    StoredBackup,
    StoreSettings,
    Timing,
    did_you_mean,
    sections,
)

__all__ = [
    "INTERNAL_KEYS",
    "SECRET_KEYS",
    "Answer",
    "BridgeSettings",
    "Canary",
    "GraphSettings",
    "HoldSettings",
    "Number",
    "OnPremSettings",
    "Settings",
    "StoreSettings",
    "StoredBackup",
    "Timing",
    "did_you_mean",
    "load",
    "sections",
]
