"""The On-Premises API as documented."""
