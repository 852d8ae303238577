"""The configuration: `settings` says what there is, `file` reads it."""

from wamigrate.config.file import load, load_lint
from wamigrate.config.inbound import InboundSettings
from wamigrate.config.settings import (
    INTERNAL_KEYS,
    SECRET_KEYS,
    Answer,
    BridgeSettings,
    Canary,
    GraphSettings,
    HoldSettings,
    LintSettings,
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
    "InboundSettings",
    "LintSettings",
    "Number",
    "OnPremSettings",
    "Settings",
    "StoreSettings",
    "StoredBackup",
    "Timing",
    "did_you_mean",
    "load",
    "load_lint",
    "sections",
]
