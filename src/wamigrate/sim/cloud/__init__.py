"""Graph: Cloud API and the Business Management API."""

__all__: list[str] = []
