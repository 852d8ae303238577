"""The example worlds themselves."""

__all__: list[str] = []
