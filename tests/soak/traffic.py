"""Applications that send and customers that write: numbered, side by side, until there was enough."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence

from tests.soak.ledger import Ledger, Message
from tests.soak.wire import Caller, NoAnswer

__all__ = ["customers_write", "send_to"]

AGAIN = 0.25
"""An application that was not answered, or refused for now, tries again after so many seconds."""
ACCEPTED, LATER, UNCLEAR = 201, (429, 503), 504


async def send_to(
    caller: Caller, customers: Sequence[str], ledger: Ledger, *, every: float, go_on: Callable[[], bool]
) -> None:
    """One connection of an application: message after message, around its customers, none before the last
    one was accepted."""
    n = 0
    due = asyncio.get_running_loop().time()
    while go_on():
        for customer in customers:
            await _send(caller, ledger.new_message(customer, n), ledger)
            due = await _until(due + every)
        n += 1
    caller.close()


async def _send(caller: Caller, message: Message, ledger: Ledger) -> None:
    text = {"body": f"message {message.n}"}
    body = json.dumps({"to": message.customer, "type": "text", "text": text}).encode()
    while True:
        if await _accepted(caller, message, body, ledger):
            return
        await asyncio.sleep(AGAIN)


async def _accepted(caller: Caller, message: Message, body: bytes, ledger: Ledger) -> bool:
    try:
        status, answer = await caller.call("POST", "/v1/messages", body)
    except NoAnswer:
        message.unclear += 1
        return False
    if status == ACCEPTED:
        message.id = json.loads(answer)["messages"][0]["id"]
    elif status == UNCLEAR:
        message.unclear += 1
    else:
        message.refused += 1
        if status not in LATER:
            ledger.strange.append(f"a send was answered {status} {answer[:200]!r}")
    return status == ACCEPTED


async def customers_write(
    control: Caller,
    customers: Sequence[str],
    ledger: Ledger,
    *,
    first: int,
    every: float,
    go_on: Callable[[], bool],
) -> None:
    """Customers write to the number, one after the other, around and around."""
    n = first
    due = asyncio.get_running_loop().time()
    while go_on():
        for customer in customers:
            text = {"body": f"event {n}"}
            body = json.dumps({"to": "main", "type": "text", "text": text}).encode()
            status, answer = await control.call("POST", f"/customers/{customer}/messages", body)
            assert status == 200, answer
            ledger.customer_said(customer, n, dropped=json.loads(answer)["dropped"])
            due = await _until(due + every)
        n += 1
    control.close()


async def _until(due: float) -> float:
    """Wait for that moment; a sender that is late does not catch up."""
    now = asyncio.get_running_loop().time()
    await asyncio.sleep(max(0.0, due - now))
    return max(due, now)
