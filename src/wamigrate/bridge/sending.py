"""Sends what was held: to Cloud API as at once, or back to On-Premises where a move was given up."""

from __future__ import annotations

import time
from collections.abc import Mapping

import msgspec

from wamigrate.bridge import seams
from wamigrate.bridge.callbacks import failed_callback
from wamigrate.bridge.line import Line
from wamigrate.bridge.metrics import METRICS
from wamigrate.bridge.outbound import Outbound
from wamigrate.bridge.patience import NotReady
from wamigrate.bridge.refusals import Refused
from wamigrate.bridge.returned import as_on_premises_knows
from wamigrate.bridge.routes import Way
from wamigrate.bridge.seams import Notice, NotYet, Outcome, Outgoing, Sent, Unknown
from wamigrate.bridge.translating import failed_status
from wamigrate.core.payload import JsonObject
from wamigrate.errors import ApiError, CloudError, NotSent, OnPremError, StoreError, TransportError
from wamigrate.store.routes import RouteState

__all__ = ["QueueSender"]

EXPIRED = 131043
PAIR = 131056
LATER = frozenset({1, 2, 4, 80007, 80008, 130429, 131000, 131016, 131057, 133004, 133010})
"""Cloud API may take the same message later: overload, limits, and the first minutes after the move."""
ACCESS = frozenset({0, 3, 10, 102, 104, 190})
"""Our token is in trouble: that is the operator's to repair, and no message's fault."""
BESIDE, SOON, MUCH_LATER = 0.1, 1.0, 5.0


class QueueSender:
    """The data plane's way to both APIs."""

    def __init__(self, lines: Mapping[str, Line], outbound: Outbound) -> None:
        self._lines = lines
        self._outbound = outbound

    async def send(self, message: Outgoing, way: Way) -> Outcome:
        line = self._lines[message.number]
        payload: JsonObject = msgspec.json.decode(message.body)
        try:
            if way is Way.RELAY:
                return await _back(line, payload, message)
            return await self._to_cloud(line, payload, message)
        except NotReady:
            return NotYet(SOON, whole_number=False)
        except NotSent:
            return NotYet(SOON)
        except TransportError:
            return Unknown()
        except StoreError:
            return NotYet(SOON)
        except Refused as refused:
            return seams.Refused(failed_callback(message.minted, message.recipient, refused))
        except ApiError as error:
            METRICS.upstream_errors.labels(line.name, error.api, str(error.code)).inc()
            return _judged(error, message)

    def expired(self, message: Outgoing) -> Notice:
        title = "Message expired"
        return failed_status(message.minted, message.recipient, code=EXPIRED, title=title, details=None)

    async def _to_cloud(self, line: Line, payload: JsonObject, message: Outgoing) -> Outcome:
        is_message = "status" not in payload
        # Beside what is sent at once it counts as that does; a queue that is being emptied has its own pace.
        beside = _sends_at_once(line)
        if is_message and beside and not line.take_turn():
            return NotYet(BESIDE)
        if is_message and not line.budgets.take_pair(line.id, message.recipient, alone=not beside):
            return NotYet(6.0, whole_number=False)
        accepted = await self._outbound.send(line, payload, message.tag if is_message else None)
        return Sent(accepted.message_id or message.minted)


def _sends_at_once(line: Line) -> bool:
    route = line.plane.routes.route(line.id)
    return route is not None and route.state is RouteState.CLOUD


async def _back(line: Line, payload: JsonObject, message: Outgoing) -> Outcome:
    if line.onprem is None:
        return NotYet(MUCH_LATER)
    if payload.get("status") == "read" and "type" not in payload:
        await line.onprem.mark_as_read(str(payload["message_id"]))
        return Sent(message.minted)
    known = await as_on_premises_knows(line.plane, message.body)
    sent = Sent(await line.onprem.send_message(msgspec.json.decode(known)))
    line.witness.onprem_sent(line.id)
    return sent


def _judged(error: ApiError, message: Outgoing) -> Outcome:
    if isinstance(error, OnPremError):
        if error.status in (401, 429) or error.status >= 500:
            return NotYet(SOON)
        refused = Refused(error.code or 1000, error.details)
        return seams.Refused(failed_callback(message.minted, message.recipient, refused))
    code = error.code or 0
    if code == PAIR:
        return NotYet(6.0, whole_number=False)
    if code in ACCESS or 200 <= code < 300:
        return NotYet(MUCH_LATER)
    if code in LATER or error.transient:
        return NotYet(SOON)
    assert isinstance(error, CloudError)  # noqa: S101 - there are two APIs
    return seams.Refused(
        failed_status(
            message.minted,
            message.recipient,
            code=code,
            title=error.words or "",
            details=error.details,
            at=time.time(),
        )
    )
