"""The control API: tests and operators of a rehearsal move the world with it."""

__all__: list[str] = []
