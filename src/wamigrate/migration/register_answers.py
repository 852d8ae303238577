"""Every documented answer of `register`, as data: what it says of the number, and what to do next.

No row ever leads to a second call. `clear` means that the call has ended at Meta, so the probe that
follows need not wait for it; an unclear answer is settled by time and by both sides.
Source: Meta's register reference and error-code pages.
"""

from __future__ import annotations

from dataclasses import dataclass

from wamigrate.errors import CloudError

__all__ = ["ROWS", "UNLISTED", "Row", "row_for"]


@dataclass(frozen=True, slots=True)
class Row:
    """One answer. `state`: where the number most likely is (the probe has the last word)."""

    code: int
    title: str
    state: str
    told: str
    todo: str
    subcode: int | None = None
    clear: bool = True


NEW_TOKEN = "Make a system-user token, put it into wamigrate.toml, then: wamigrate check {number}"  # noqa: S105
LEGACY_BLOB = "Take a fresh backup: wamigrate approve {number}"
WAIT_AND_LOOK = "Look at Meta's status page; when it is green: wamigrate approve {number}"
PIN_LOCKED = "Wait as long as the answer says, make sure of the PIN, then: wamigrate recover {number}"

ROWS: tuple[Row, ...] = (
    Row(0, "authentication failed", "S0", "Meta does not accept the token.", NEW_TOKEN),
    Row(190, "token expired or invalid", "S0", "The token has expired or was revoked.", NEW_TOKEN),
    Row(
        3,
        "capability missing",
        "S0",
        "The app lacks the capability (a permission problem, though it says 500).",
        "Give the app both WhatsApp permissions, then: wamigrate check {number} --only scopes",
    ),
    Row(
        10,
        "permission denied",
        "S0",
        "The token lacks a permission.",
        "Give the token both WhatsApp permissions, then: wamigrate check {number} --only scopes",
    ),
    Row(
        200,
        "permission denied",
        "S0",
        "The token lacks a permission, or the app lacks advanced access.",
        "Check App Review and the token, then: wamigrate check {number} --only scopes",
    ),
    Row(
        131005,
        "access denied",
        "S0",
        "The permission was not granted or was removed.",
        "Give the token both WhatsApp permissions, then: wamigrate check {number} --only scopes",
    ),
    Row(
        100,
        "object not visible",
        "S0",
        "The phone number id does not exist or the token cannot see it.",
        "Check phone_number_id and the WABA's users, then: wamigrate check {number} --only phone-number",
        subcode=33,
    ),
    Row(
        100,
        "cannot create certificate",
        "S0",
        "The display name has not been processed; the number may stay PENDING.",
        "Wait until the display name is approved, then: wamigrate check {number} --only display-name",
        subcode=2388001,
    ),
    Row(
        100,
        "invalid parameter",
        "S0",
        "Meta refuses a parameter.",
        "Read the details, correct the PIN or the id, then: wamigrate approve {number}",
    ),
    Row(
        33,
        "phone number deleted",
        "S0",
        "The business phone number was deleted from its WABA.",
        "Add the number again in WhatsApp Manager, then: wamigrate recover {number}",
    ),
    Row(
        4,
        "app rate limit",
        "S0",
        "The app has used up its calls for this hour.",
        "Wait until the hour rolls over, then: wamigrate approve {number}",
    ),
    Row(
        80007,
        "WABA rate limit",
        "S0",
        "The WABA has used up its calls for this hour.",
        "Wait until the hour rolls over, then: wamigrate approve {number}",
    ),
    Row(
        613,
        "request rate limit",
        "S0",
        "Too many requests.",
        "Wait until the hour rolls over, then: wamigrate approve {number}",
    ),
    Row(
        368,
        "blocked for policy",
        "S0",
        "The account is blocked for a policy violation.",
        "Appeal in Business Support Home.",
    ),
    Row(
        131031,
        "account locked, or the PIN did not match",
        "probe",
        "Either the account is locked or the PIN was wrong; both sides are read to tell which.",
        "Down: the PIN was wrong; wamigrate recover {number}. Else see the messaging health.",
    ),
    Row(
        133000,
        "previous deregistration incomplete",
        "S0",
        "An earlier deregistration is half done.",
        "Deregister the number once more in the API, then: wamigrate approve {number}",
    ),
    Row(133001, "decryption error (older)", "S0", "Meta could not read the backup metadata.", LEGACY_BLOB),
    Row(
        133002,
        "backup decryption error (older)",
        "S0",
        "Meta could not read the backup metadata.",
        LEGACY_BLOB,
    ),
    Row(
        133003, "recovery token error (older)", "S0", "Meta could not read the backup metadata.", LEGACY_BLOB
    ),
    Row(
        133007, "account blocked (older)", "S0", "The account is blocked.", "Appeal in Business Support Home."
    ),
    Row(
        133004,
        "server temporarily unavailable",
        "S1",
        "Meta's server did not finish the call.",
        WAIT_AND_LOOK,
        clear=False,
    ),
    Row(
        133005,
        "PIN mismatch",
        "S3",
        "The PIN was wrong. Meta disconnects On-Premises all the same: the number is down on both sides.",
        "Stop everything that calls register. Find the right PIN or have two-step verification turned off in "
        "WhatsApp Manager, then: wamigrate recover {number}",
    ),
    Row(
        133006,
        "phone number needs verification",
        "probe",
        "Meta wants the number verified again by code.",
        "Put somebody at the phone to read a code, then: wamigrate recover {number} --request-code sms",
    ),
    Row(133008, "too many PIN guesses", "probe", "Too many wrong PINs.", PIN_LOCKED),
    Row(133009, "PIN guessed too fast", "probe", "PINs were tried too fast.", PIN_LOCKED),
    Row(
        133010,
        "number not registered",
        "S0",
        "Meta says the number is not registered.",
        "Check phone_number_id, then: wamigrate check {number}",
    ),
    Row(
        133015,
        "number was just deleted",
        "S0",
        "The number was deleted a moment ago and the deletion still runs.",
        "Wait five minutes, then: wamigrate approve {number}",
    ),
    Row(
        133016,
        "register limit reached",
        "S0",
        "Ten register calls in 72 hours: Meta blocks further ones.",
        "Wait up to 72 hours, then: wamigrate approve {number}",
    ),
    Row(1, "unknown error", "S1", "Meta answered with an unknown error.", WAIT_AND_LOOK, clear=False),
    Row(
        2,
        "service unavailable",
        "S1",
        "Meta's service is down for a moment; an upgrade can take five minutes.",
        WAIT_AND_LOOK,
        clear=False,
    ),
    Row(
        131000,
        "something went wrong",
        "S1",
        "Meta answered with an unknown error.",
        WAIT_AND_LOOK,
        clear=False,
    ),
    Row(
        131016,
        "service unavailable",
        "S1",
        "Meta's service is down for a moment.",
        WAIT_AND_LOOK,
        clear=False,
    ),
    Row(
        131057,
        "account in maintenance mode",
        "S2",
        "A throughput upgrade runs: the number is most likely registered.",
        "Wait a minute: wamigrate status {number}",
        clear=False,
    ),
    Row(
        2494100,
        "account in maintenance mode",
        "S2",
        "A throughput upgrade runs: the number is most likely registered.",
        "Wait a minute: wamigrate status {number}",
        clear=False,
    ),
)

UNLISTED = Row(
    -1,
    "an answer that is not documented for register",
    "S1",
    "Meta answered with a code that is not documented for register.",
    "Read the details; `wamigrate status {number}` shows where the number is.",
    clear=False,
)

_BY_CODE = {(row.code, row.subcode): row for row in ROWS}


def row_for(error: CloudError) -> Row:
    """The row of an error: by code and subcode, then by code, then by the family of permission errors."""
    code = error.code if error.code is not None else -1
    found = _BY_CODE.get((code, error.subcode)) or _BY_CODE.get((code, None))
    if found is None and 200 <= code <= 299:
        return _BY_CODE[200, None]
    return found or UNLISTED
