"""How Graph refuses a template: code 100 with a subcode and words for a person."""

from __future__ import annotations

from wamigrate.sim.cloud.errors import GraphError

__all__ = ["incomplete", "refused"]

MISSING_FIELDS = 'Message template "components" param is missing expected field(s)'


def refused(subcode: int, title: str, text: str) -> GraphError:
    """`Invalid parameter`, with the reason in the user's words."""
    return GraphError(100, message="Invalid parameter", subcode=subcode, user=(title, text), transient=False)


def incomplete(text: str) -> GraphError:
    """A component lacks something that it must have."""
    return refused(2388043, MISSING_FIELDS, text)
