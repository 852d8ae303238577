"""What Meta documents, as data: no waiting, no reading, no writing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["FAMILY_HINTS", "ErrorCode", "Family"]


class Family(StrEnum):
    """What kind of trouble an error code stands for."""

    ACCESS = "access"
    LIMIT = "limit"
    OUTAGE = "outage"
    REQUEST = "request"
    OBJECT = "object"
    REGISTRATION = "registration"
    PIN = "pin"
    POLICY = "policy"
    BILLING = "billing"
    RECIPIENT = "recipient"
    TEMPLATE = "template"
    MEDIA = "media"
    CATALOG = "catalog"
    FLOW = "flow"
    GROUP = "group"
    CALLING = "calling"
    HEALTH = "health"
    DEPLOYMENT = "deployment"
    OTHER = "other"


FAMILY_HINTS: dict[Family, str] = {
    Family.ACCESS: "Check the token: its scopes, and the assets that its system user may use.",
    Family.LIMIT: "Slow down and try again later.",
    Family.OUTAGE: "Wait a few minutes and try again; look at Meta's status page if it stays.",
    Family.REQUEST: "Correct the request; repeating it unchanged cannot succeed.",
    Family.OBJECT: "Check the id.",
    Family.REGISTRATION: "Look at the number in WhatsApp Manager before anything else is tried.",
    Family.PIN: "Do not try PINs out: find the right one, or have it reset.",
    Family.POLICY: "Look into Business Support: Meta has restricted the account.",
    Family.BILLING: "Repair the payment settings of the WhatsApp Business Account.",
    Family.RECIPIENT: "This recipient cannot get the message; repeating it does not help.",
    Family.TEMPLATE: "Compare the request with the template as it stands in WhatsApp Manager.",
    Family.MEDIA: "Check type, size and address of the file.",
    Family.CATALOG: "Check the catalog and its products in Commerce Manager.",
    Family.FLOW: "Check the Flow in WhatsApp Manager.",
    Family.GROUP: "Groups are not part of a migration.",
    Family.CALLING: "Calls are not part of a migration.",
    Family.HEALTH: "Look at the health of number, account and business in WhatsApp Manager.",
    Family.DEPLOYMENT: "Look at the deployment's health and its logs.",
    Family.OTHER: "Read the API's own message.",
}


@dataclass(frozen=True, slots=True)
class ErrorCode:
    """One documented error. `http` is None where it is not known or arrives by webhook only.

    `transient` says that the same call may succeed later without anybody correcting anything. It is
    no leave to repeat `register`.
    """

    code: int
    subcode: int | None
    title: str
    family: Family
    transient: bool
    http: int | None
    hint: str
