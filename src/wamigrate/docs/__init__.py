"""The reference pages, made from the code that they describe, so that they cannot tell another story."""

__all__: list[str] = []
