"""A business phone number: which side it is connected on, and everything Meta remembers about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from wamigrate.core.payload import JsonObject
from wamigrate.sim import ids
from wamigrate.sim.cloud.extras import Extras
from wamigrate.sim.cloud.state import Waba
from wamigrate.sim.onprem.state import Deployment
from wamigrate.sim.spec import NumberSpec

__all__ = ["VERIFICATION_LIFE", "PhoneNumber", "Side", "phone_number"]

VERIFICATION_LIFE = 14 * 86400.0


class Side(StrEnum):
    """Where a number is connected: on one side, or on none."""

    ONPREM = "onprem"
    CLOUD = "cloud"
    NONE = "none"


@dataclass(slots=True)
class PhoneNumber:
    """One number. Its On-Premises identity is what a backup must match."""

    spec: NumberSpec
    name: str
    phone: str
    id: str
    waba: Waba
    deployment: Deployment
    side: Side
    registered_onprem: bool
    identity: str
    pin: str | None
    verified_name: str
    name_status: str
    new_name_status: str
    is_oba: bool
    profile: JsonObject
    throughput: str
    code_status: str
    code_verified_at: float = 0.0
    otp: str | None = None
    otp_ends_at: float = 0.0
    wrong_codes: int = 0
    code_requests: list[float] = field(default_factory=list)
    registers: list[float] = field(default_factory=list)
    deregisters: list[float] = field(default_factory=list)
    blocked_until: float = 0.0
    wrong_pins: list[float] = field(default_factory=list)
    pin_locked_until: float = 0.0
    deleting_until: float = 0.0
    maintenance_until: float = 0.0
    storage_region: str | None = None
    webhook_override: str | None = None
    extras: Extras = field(default_factory=Extras)
    identity_check: bool = False
    onboarded_at: float | None = None
    """When it came to Cloud; such a number comes back after a deregistration without a code."""
    windows: dict[str, float] = field(default_factory=dict)
    dropped: int = 0
    unheard: int = 0
    received: int = 0
    sent: int = 0
    heard: set[str] = field(default_factory=set)
    recent_sends: list[float] = field(default_factory=list)
    pairs: dict[str, tuple[float, float]] = field(default_factory=dict)
    blocked: dict[str, float] = field(default_factory=dict)
    """Customers on the block list, with the moment of it."""

    def verification(self, now: float) -> str:
        """`code_verification_status`: a verified code is good for 14 days."""
        if self.code_status == "VERIFIED" and now > self.code_verified_at + VERIFICATION_LIFE:
            return "EXPIRED"
        return self.code_status

    @property
    def platform_type(self) -> str:
        if self.side is Side.CLOUD:
            return "CLOUD_API"
        return "ON_PREMISE" if self.registered_onprem else "NOT_APPLICABLE"

    @property
    def display_phone_number(self) -> str:
        """As Graph writes it: North American numbers in groups, others as digits."""
        p = self.phone
        if len(p) == 11 and p.startswith("1"):
            return f"+1 {p[1:4]}-{p[4:7]}-{p[7:]}"
        return "+" + p


def phone_number(
    spec: NumberSpec, waba: Waba, deployment: Deployment, now: float, identity: str
) -> PhoneNumber:
    """The number that a spec describes."""
    on_cloud = spec.side == "cloud"
    connected = not on_cloud and spec.onprem == "connected"
    number = PhoneNumber(
        spec=spec,
        name=spec.name,
        phone=ids.digits(spec.phone),
        id=spec.phone_number_id or "",
        waba=waba,
        deployment=deployment,
        side=Side.CLOUD if on_cloud else Side.ONPREM if connected else Side.NONE,
        registered_onprem=not on_cloud and spec.onprem != "unregistered",
        identity=identity,
        pin=spec.pin,
        verified_name=spec.verified_name,
        name_status=spec.name_status,
        new_name_status=spec.new_name_status,
        is_oba=spec.oba,
        profile={},
        throughput="NOT_APPLICABLE",
        code_status=spec.code_verification_status,
        code_verified_at=now,
    )
    if on_cloud:
        number.throughput = "HIGH" if spec.shards > 1 else "STANDARD"
        number.onboarded_at = now - 30 * 86400.0
    return number
