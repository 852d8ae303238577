"""Flows of a WABA: drafts that are published and deprecated, with the JSON file that was uploaded."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, cast

import msgspec

from wamigrate.core.payload import NOT_JSON, JsonObject
from wamigrate.sim import ids
from wamigrate.sim.cloud.call import SUCCESS, Call
from wamigrate.sim.cloud.errors import GraphError, parameter
from wamigrate.sim.cloud.paging import page
from wamigrate.sim.cloud.params import UploadedFile
from wamigrate.sim.cloud.rules import Rule, Rules, checked
from wamigrate.sim.cloud.selection import Fields, pick, plain
from wamigrate.sim.cloud.state import Flow, Waba

__all__ = [
    "NODE_TYPE",
    "change_assets",
    "change_flow",
    "create_flow",
    "delete_flow",
    "deprecate_flow",
    "list_assets",
    "list_flows",
    "migrate_flows",
    "publish_flow",
    "show_flow",
]

CATEGORIES = (
    "SIGN_UP",
    "SIGN_IN",
    "APPOINTMENT_BOOKING",
    "LEAD_GENERATION",
    "SHOPPING",
    "CONTACT_US",
    "CUSTOMER_SUPPORT",
    "SURVEY",
    "OTHER",
)
NODE_TYPE = "WhatsAppFlow"
LINK = "https://www.facebook.com/games/?app_id="
DEFAULT = ("id", "name", "status", "categories", "validation_errors")
META: Rules = {
    "name": Rule(shortest=1, longest=200),
    "categories": Rule("array", shortest=1, items=Rule(choices=CATEGORIES)),
    "endpoint_uri": Rule(),
    "application_id": Rule("id"),
}
NEW: Rules = {
    **META,
    "name": Rule(required=True, shortest=1, longest=200),
    "categories": Rule("array", required=True, shortest=1, items=Rule(choices=CATEGORIES)),
    "clone_flow_id": Rule("id"),
    "flow_json": Rule(),
    "publish": Rule("boolean"),
}
ASSET: Rules = {
    "name": Rule(required=True),
    "asset_type": Rule(required=True, choices=("FLOW_JSON",)),
    "file": Rule("file", required=True),
}
MIGRATION: Rules = {
    "source_waba_id": Rule("id", required=True),
    "source_flow_names": Rule("array", commas=True),
}


def _version(source: bytes) -> str | None:
    try:
        found = msgspec.json.decode(source)
    except NOT_JSON:
        return None
    return str(found["version"]) if isinstance(found, dict) and "version" in found else None


def _problems(source: bytes) -> list[JsonObject]:
    """What is wrong with a flow's JSON: syntax and the version only."""
    try:
        found = msgspec.json.decode(source)
    except NOT_JSON as error:
        return [_problem("INVALID_JSON", str(error))]
    if not isinstance(found, dict) or "version" not in found:
        return [_problem("MISSING_REQUIRED_PROPERTY", "The required property 'version' is missing.")]
    return []


def _problem(kind: str, text: str) -> JsonObject:
    place = {"line_start": 1, "line_end": 1, "column_start": 1, "column_end": 1}
    return {"error": kind, "error_type": "FLOW_JSON_ERROR", "message": text, **place}


def _time(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")


async def list_flows(call: Call) -> JsonObject:
    """GET /{waba}/flows"""
    return page(call, [_shown(call.about(f, call.params)) for f in reversed(call.waba.flows)])


async def show_flow(call: Call) -> JsonObject:
    """GET /{flow}"""
    return _shown(call)


def _shown(call: Call) -> JsonObject:
    flow = cast("Flow", call.node)
    app = call.token_app()
    preview = {
        "preview_url": f"https://business.facebook.com/wa/manage/flows/{flow.id}/preview/?token=sim",
        "expires_at": "2030-01-01T00:00:00+0000",
    }
    known: Fields = {
        "name": plain(flow.name),
        "status": plain(flow.status),
        "categories": plain(flow.categories),
        "validation_errors": plain(flow.errors),
        "json_version": plain(_version(flow.source)),
        "data_api_version": plain("3.0" if flow.endpoint_uri else None),
        "data_channel_uri": plain(flow.endpoint_uri),
        "endpoint_uri": plain(flow.endpoint_uri),
        "updated_at": plain(_time(flow.updated_at)),
        "preview": plain(preview),
        "whatsapp_business_account": plain(_account(flow.waba)),
        "application": plain({"id": app.id, "name": app.name, "link": f"{LINK}{app.id}"}),
        "health_status": plain({"can_send_message": "AVAILABLE", "entities": []}),
    }
    return pick(call.params, flow.id, NODE_TYPE, known, DEFAULT)


def _account(waba: Waba) -> JsonObject:
    return {
        "id": waba.id,
        "name": waba.name,
        "currency": waba.currency,
        "timezone_id": waba.timezone_id,
        "message_template_namespace": waba.namespace,
    }


async def create_flow(call: Call) -> JsonObject:
    """POST /{waba}/flows"""
    given = checked(call.params, NEW)
    if any(f.name == given["name"] for f in call.waba.flows):
        user = ("Flow name already used", "Choose a name that is unique in this account.")
        raise GraphError(100, message="Invalid parameter", subcode=4016019, user=user)
    flow = Flow(ids.media_number(), call.waba, given["name"], given["categories"])
    flow.endpoint_uri, flow.updated_at = given.get("endpoint_uri"), call.now
    if "clone_flow_id" in given:
        other = call.world.nodes.get(given["clone_flow_id"])
        if not isinstance(other, Flow):
            raise GraphError(100, "clone_flow_id is not the id of a flow")
        flow.source = other.source
    if "flow_json" in given:
        flow.source = given["flow_json"].encode()
    flow.errors = _problems(flow.source) if flow.source else []
    if given.get("publish") and flow.source and not flow.errors:
        flow.status = "PUBLISHED"
    call.waba.flows.append(flow)
    call.world.add(flow)
    return {"id": flow.id, "success": True, "validation_errors": flow.errors}


async def change_flow(call: Call) -> JsonObject:
    """POST /{flow}"""
    given = checked(call.params, META)
    if not given:
        raise parameter("Invalid parameter")
    flow = cast("Flow", call.node)
    flow.name, flow.updated_at = given.get("name", flow.name), call.now
    flow.categories = given.get("categories", flow.categories)
    flow.endpoint_uri = given.get("endpoint_uri", flow.endpoint_uri)
    return SUCCESS


async def delete_flow(call: Call) -> JsonObject:
    """DELETE /{flow}: a draft only"""
    flow = cast("Flow", call.node)
    if flow.status != "DRAFT":
        raise GraphError(
            139004, "Only a flow in status DRAFT can be deleted", message="(#139004) Deleting flow failed"
        )
    flow.waba.flows.remove(flow)
    del call.world.nodes[flow.id]
    return SUCCESS


async def publish_flow(call: Call) -> JsonObject:
    """POST /{flow}/publish"""
    flow = cast("Flow", call.node)
    if flow.status != "DRAFT" or not flow.source or flow.errors:
        raise GraphError(
            139002, "The flow has no valid JSON or is no draft", message="(#139002) Publishing flow failed"
        )
    return _turn(call, flow, "PUBLISHED")


async def deprecate_flow(call: Call) -> JsonObject:
    """POST /{flow}/deprecate"""
    flow = cast("Flow", call.node)
    if flow.status != "PUBLISHED":
        raise GraphError(139003, "The flow is not published", message="(#139003) Deprecating flow failed")
    return _turn(call, flow, "DEPRECATED")


def _turn(call: Call, flow: Flow, status: str) -> JsonObject:
    value: JsonObject = {
        "event": "FLOW_STATUS_CHANGE",
        "message": f"Flow {flow.name} changed status from {flow.status} to {status}",
        "flow_id": flow.id,
        "old_status": flow.status,
        "new_status": status,
    }
    flow.status = status
    call.world.cloud_events.manage(flow.waba, "flows", value)
    return SUCCESS


async def list_assets(call: Call) -> JsonObject:
    """GET /{flow}/assets"""
    flow = cast("Flow", call.node)
    url = f"https://scontent.xx.fbcdn.net/m1/v/t0.57323-24/{flow.id}"
    asset: Any = {"name": "flow.json", "asset_type": "FLOW_JSON", "download_url": url}
    return page(call, [asset] if flow.source else [])


async def change_assets(call: Call) -> JsonObject:
    """POST /{flow}/assets"""
    given = checked(call.params, ASSET)
    flow = cast("Flow", call.node)
    if flow.status != "DRAFT":
        raise GraphError(
            139001, "A published flow cannot be changed", message="(#139001) Updating attempt failed"
        )
    flow.source = cast("UploadedFile", given["file"]).content
    flow.errors = _problems(flow.source)
    return {"success": True, "validation_errors": flow.errors}


async def migrate_flows(call: Call) -> JsonObject:
    """POST /{waba}/migrate_flows: copies under the same names"""
    given = checked(call.params, MIGRATION)
    source = call.world.nodes.get(given["source_waba_id"])
    flows = {f.name: f for f in source.flows} if isinstance(source, Waba) else {}
    mine = {f.name for f in call.waba.flows}
    moved, failed = [], []
    for name in given.get("source_flow_names") or list(flows):
        if name not in flows or name in mine:
            reason = (
                "with the same name exists in destination" if name in mine else "name not found in source"
            )
            text = f"Flows Migration Error: Flow {reason} WABA."
            failed.append({"source_name": name, "error_code": "4233041", "error_message": text})
            continue
        old = flows[name]
        new = Flow(
            ids.media_number(), call.waba, name, old.categories, old.status, old.endpoint_uri, old.source
        )
        call.waba.flows.append(new)
        call.world.add(new)
        moved.append({"source_name": name, "source_id": old.id, "migrated_id": new.id})
    return {"migrated_flows": moved, "failed_flows": failed}
