"""Move WhatsApp Business phone numbers from Meta's On-Premises API to Cloud API."""

__all__ = ["__version__"]

__version__ = "0.1.0"
