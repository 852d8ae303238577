"""The bridge: the On-Premises API in front, whichever API the number lives on behind."""
