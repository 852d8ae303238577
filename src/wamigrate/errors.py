"""Every error of wamigrate, in one tree.

    WamigrateError                .hint (what to do next)  .exit_code
    ├─ UsageError                 the operator asked for something impossible
    │  └─ ConfigError             wamigrate.toml cannot be used as it is
    ├─ ApiError                   the API answered no: .api .status .code .subcode .details .transient
    │  ├─ OnPremError
    │  └─ CloudError              + .fbtrace_id
    ├─ TransportError             the API did not answer
    │  ├─ NotSent                 the request never left: safe to repeat
    │  ├─ MaybeSent               it may have arrived: probe first, never repeat blindly
    │  └─ AnswerTooLarge          the answer is longer than we accept (a MaybeSent in what it means)
    ├─ StoreError                 our own database cannot be used
    └─ MigrationError
       ├─ NotReady                .blockers
       ├─ StepFailed              .step  .found (for the journal)
       ├─ OutcomeUnknown          nobody can say yet whether `register` took effect
       ├─ PastNoReturn            asked to go back after `register`
       └─ Locked                  another runner holds the store

The docstring is the default message: one sentence that a tired operator understands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar, Literal

__all__ = [
    "AnswerTooLarge",
    "ApiError",
    "CloudError",
    "ConfigError",
    "Locked",
    "MaybeSent",
    "MigrationError",
    "NotReady",
    "NotSent",
    "OnPremError",
    "OutcomeUnknown",
    "PastNoReturn",
    "StepFailed",
    "StoreError",
    "TransportError",
    "UsageError",
    "WamigrateError",
    "first_line",
]

Api = Literal["onprem", "graph"]


class WamigrateError(Exception):
    """Something went wrong."""

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str | None = None, *, hint: str | None = None) -> None:
        super().__init__(message or first_line(self.__doc__))
        self.hint = hint

    @property
    def message(self) -> str:
        return str(self.args[0])


def first_line(doc: str | None) -> str:
    return (doc or "").strip().split("\n", 1)[0]


class UsageError(WamigrateError):
    """This cannot be done as it was asked."""

    exit_code = 2


class ConfigError(UsageError):
    """The configuration cannot be used."""


class ApiError(WamigrateError):
    """The API answered no."""

    api: ClassVar[Api]

    def __init__(
        self,
        message: str | None = None,
        *,
        status: int,
        code: int | None = None,
        subcode: int | None = None,
        details: str | None = None,
        transient: bool = False,
        hint: str | None = None,
    ) -> None:
        super().__init__(message, hint=hint)
        self.status = status
        self.code = code
        self.subcode = subcode
        self.details = details
        self.transient = transient


class OnPremError(ApiError):
    """The On-Premises API answered no."""

    api = "onprem"


class CloudError(ApiError):
    """The Cloud API answered no."""

    api = "graph"
    fbtrace_id: str | None = None
    words: str | None = None
    """Meta's own message, without its code."""


class TransportError(WamigrateError):
    """The API did not answer."""


class NotSent(TransportError):
    """The request was not sent: the API could not be reached."""


class MaybeSent(TransportError):
    """The request may have been sent, but no trustworthy answer came back."""


class AnswerTooLarge(MaybeSent):
    """The answer is larger than we accept."""


class StoreError(WamigrateError):
    """The store cannot be used."""


class MigrationError(WamigrateError):
    """The migration cannot go on."""


class NotReady(MigrationError):
    """Something blocks the migration."""

    def __init__(self, message: str | None = None, *, blockers: Sequence[str] = (), hint: str | None = None):
        super().__init__(message, hint=hint)
        self.blockers = tuple(blockers)


class StepFailed(MigrationError):
    """A step failed."""

    def __init__(
        self,
        message: str | None = None,
        *,
        step: str,
        hint: str | None = None,
        found: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(message, hint=hint)
        self.step = step
        self.found = dict(found or {})


class OutcomeUnknown(MigrationError):
    """Nobody can say yet whether the number was registered: a person must look."""

    exit_code = 3


class PastNoReturn(MigrationError):
    """The number has passed the point of no return: there is only a way forward."""


class Locked(MigrationError):
    """Another process runs the migrations of this store."""
