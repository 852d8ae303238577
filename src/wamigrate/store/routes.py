"""Which API a number lives on now: one row, changed only by compare-and-set on state, epoch and owner."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection

from wamigrate.store import sql

__all__ = ["Route", "RouteState", "get", "move"]


class RouteState(StrEnum):
    """Where new sends of a number go."""

    ONPREM = "onprem"
    HOLD = "hold"
    DRAINING = "draining"
    CLOUD = "cloud"


@dataclass(frozen=True, slots=True)
class Route:
    """A number's route. `epoch` rises with every change."""

    phone_number_id: str
    state: RouteState
    epoch: int
    owner: str | None
    attached_at: float | None

    @property
    def bridged(self) -> bool:
        """Whether a bridge was put in front of the number."""
        return self.attached_at is not None


def get(conn: Connection, phone_number_id: str, at: float) -> Route:
    """The number's route; a number never seen before is on On-Premises."""
    found = sql.row(conn, "select * from wm_routes where phone_number_id = :p", p=phone_number_id)
    if found is None:
        sql.insert(
            conn,
            "wm_routes",
            phone_number_id=phone_number_id,
            state=RouteState.ONPREM.value,
            epoch=0,
            changed_at=at,
        )
        return Route(phone_number_id, RouteState.ONPREM, 0, None, None)
    return Route(
        phone_number_id, RouteState(found["state"]), found["epoch"], found["owner"], found["attached_at"]
    )


def move(conn: Connection, route: Route, to: RouteState, *, owner: str | None, at: float) -> Route | None:
    """The route after the change, or None where somebody else changed it first."""
    changed = sql.change(
        conn,
        "update wm_routes set state = :to, epoch = epoch + 1, owner = :owner, changed_at = :at "
        "where phone_number_id = :p and state = :state and epoch = :epoch "
        "and coalesce(owner, '') = :was",
        to=to.value,
        owner=owner,
        at=at,
        p=route.phone_number_id,
        state=route.state.value,
        epoch=route.epoch,
        was=route.owner or "",
    )
    return Route(route.phone_number_id, to, route.epoch + 1, owner, route.attached_at) if changed else None
