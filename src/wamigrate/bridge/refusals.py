"""How the bridge says no: the On-Premises error that the application knows, with its code and its status."""

from __future__ import annotations

import msgspec

from wamigrate.apis.onprem import error_codes
from wamigrate.core.payload import JsonObject

__all__ = ["Refused", "access_denied", "admin_only", "error_body", "invalid", "missing", "title_of"]


STATUSES = {1003: 404, 1012: 404, 1017: 500, 1018: 500, 1020: 404, 1023: 500, 1024: 401}
"""HTTP statuses that no document gives, by what the code says."""


class Refused(Exception):
    """An answer that says no. `close` ends the connection: what is left of the request is not read."""

    def __init__(
        self,
        code: int,
        details: str | None = None,
        *,
        status: int | None = None,
        title: str | None = None,
        close: bool = False,
    ) -> None:
        super().__init__(code)
        known = error_codes.lookup(code)
        self.code = code
        self.details = details
        self.title = title or (known.title if known else "Generic error")
        self.status = status or (known.http if known and known.http else STATUSES.get(code, 400))
        self.close = close

    def error(self) -> JsonObject:
        """One item of `errors`."""
        error: JsonObject = {"code": self.code, "title": self.title}
        return error | ({"details": self.details} if self.details else {})


def title_of(code: int) -> str:
    """The title that Meta's On-Premises page gives a code."""
    known = error_codes.lookup(code)
    return known.title if known else "Generic error"


def error_body(refused: Refused, meta: JsonObject) -> bytes:
    return msgspec.json.encode({"meta": meta, "errors": [refused.error()]})


def missing(name: str) -> Refused:
    return Refused(1008, f"Parameter '{name}' is missing")


def invalid(name: str, wanted: str) -> Refused:
    return Refused(1009, f"Parameter '{name}' must be {wanted}")


def access_denied() -> Refused:
    """Credentials that are missing, wrong or outdated."""
    return Refused(1005, "Invalid credentials.", status=401)


def admin_only() -> Refused:
    return Refused(1005, "This user is not an admin.", status=403)
