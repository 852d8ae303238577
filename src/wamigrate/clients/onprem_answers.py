"""What On-Premises answers mean: refusals with and without a body, nodes, metrics."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from wamigrate.apis.onprem import error_codes
from wamigrate.clients.calls import TRANSIENT_STATUSES, integer, plain
from wamigrate.core.payload import Json, JsonObject, dig
from wamigrate.core.secret import Secret
from wamigrate.errors import OnPremError

__all__ = ["Node", "bare_refusal", "metric", "nodes", "refusal"]


@dataclass(frozen=True, slots=True)
class Node:
    """One Webapp, Coreapp or master as /v1/health shows it. A single deployment's only node has no name."""

    name: str
    gateway_status: str
    role: str | None


def refusal(status: int, error: Json, secrets: tuple[Secret, ...]) -> OnPremError:
    """The first of the `errors`, in the API's words, with what is documented about its code."""
    code = integer(dig(error, "code"))
    known = error_codes.lookup(code)
    title = plain(dig(error, "title"), secrets) or (known.title if known else "the call is refused")
    details = plain(dig(error, "details"), secrets)
    text = f"{title}: {details.rstrip('.')}" if details and details != title else title
    return OnPremError(
        f"On-Premises API: {text} (code {code}).",
        status=status,
        code=code,
        details=details,
        transient=known.transient if known else status in TRANSIENT_STATUSES,
        hint=known.hint if known else None,
    )


def bare_refusal(status: int) -> OnPremError:
    """A refusal without a body, as documented for 401 and 404, or by something that is not the API."""
    if status == 401:
        text, hint = "the credentials are refused", "Check onprem.username and onprem.password."
    elif status == 404:
        text, hint = "not found", "Check the id, and that onprem.url is the deployment's own address."
    elif 300 <= status < 400:
        text, hint = "redirects, which are not followed", "Give the final address as onprem.url."
    else:
        text, hint = "no readable answer", "Check onprem.url; a proxy in between may have answered."
    return OnPremError(
        f"On-Premises API: {text} (HTTP {status}).",
        status=status,
        transient=status in TRANSIENT_STATUSES,
        hint=hint,
    )


def nodes(health: JsonObject) -> Iterator[Node]:
    """Both shapes of /v1/health: one status, or one for each `host:container`."""
    if "gateway_status" in health:
        health = {"": health}
    for name, node in health.items():
        if isinstance(node, dict):
            status, role = node.get("gateway_status"), node.get("role")
            # A node that the Webapp cannot reach may be listed with `errors` instead of a status.
            text = status if isinstance(status, str) else "unreachable"
            yield Node(name, text, role if isinstance(role, str) else None)


def metric(stats: JsonObject, name: str) -> float | None:
    """The values of one metric added up over its labels (and nodes); None where it is not reported."""
    found = stats.get(name)
    if isinstance(found, dict):
        return sum(_values(found.get("data")))
    nodes = [
        node[name] for node in stats.values() if isinstance(node, dict) and isinstance(node.get(name), dict)
    ]
    return sum(sum(_values(node.get("data"))) for node in nodes) if nodes else None


def _values(data: Json) -> Iterator[float]:
    for row in data if isinstance(data, list) else []:
        value = dig(row, "value")
        if isinstance(value, int | float) and not isinstance(value, bool):
            yield float(value)
