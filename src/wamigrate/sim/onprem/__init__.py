"""The On-Premises API: one deployment for each number, over HTTPS."""

__all__: list[str] = []
