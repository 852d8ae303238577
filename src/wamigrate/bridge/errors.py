"""What becomes of an error in a handler: the first row that fits. On-Premises could have said it all."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, Final

from wamigrate.bridge.call import Call
from wamigrate.bridge.metrics import METRICS
from wamigrate.bridge.queue import Full
from wamigrate.bridge.refusals import Refused
from wamigrate.bridge.routes import Unavailable
from wamigrate.bridge.translating import refused_by_cloud
from wamigrate.errors import CloudError, ConfigError, NotSent, StoreError, TransportError

__all__ = ["ERRORS", "as_refused"]

log = logging.getLogger("wamigrate.bridge")


def _itself(error: Any, _: Call) -> Refused:
    refused: Refused = error
    return refused


def _unavailable(error: Any, _: Call) -> Refused:
    return Refused(1016, str(error) or None)


def _full(_error: Any, _: Call) -> Refused:
    return Refused(1016, "Too many messages wait for this number.")


def _cloud(error: Any, call: Call) -> Refused:
    METRICS.upstream_errors.labels(call.line.name, "cloud", str(error.code)).inc()
    return refused_by_cloud(error)


def _no_answer(error: Any, call: Call) -> Refused:
    api = "onprem" if call.mode.relayed else "cloud"
    METRICS.upstream_errors.labels(call.line.name, api, "none").inc()
    if isinstance(error, NotSent):
        return Refused(1016, "The API behind the bridge cannot be reached.")
    return Refused(1014, "The API behind the bridge did not answer.", status=504)


def _store(_error: Any, _: Call) -> Refused:
    return Refused(1016, "The bridge cannot reach its store.")


def _config(error: Any, call: Call) -> Refused:
    log.error("%s %s", error.message, error.hint or "", extra={"number": call.line.name})
    return Refused(1014, "The bridge is not configured for this.")


def _own_mistake(_error: Any, call: Call) -> Refused:
    log.error("a handler failed", exc_info=True, extra={"number": call.line.name, "route": call.route})
    return Refused(1014, None)


ERRORS: Final[tuple[tuple[type[Exception], Callable[[Any, Call], Refused]], ...]] = (
    (Refused, _itself),
    (Unavailable, _unavailable),
    (Full, _full),
    (CloudError, _cloud),
    (TransportError, _no_answer),
    (StoreError, _store),
    (ConfigError, _config),
    (Exception, _own_mistake),
)


def as_refused(error: Exception, call: Call) -> Refused:
    """The answer to a call whose handler ended with this error."""
    return next(make(error, call) for kind, make in ERRORS if isinstance(error, kind))
