"""Pages in a real browser. Not part of `make test`: `make browser` runs them."""
