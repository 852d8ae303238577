"""Graph as tables: what each kind of node answers, the edges that hang on it, and the items of an edge."""

from __future__ import annotations

from dataclasses import dataclass

from wamigrate.sim.cloud import handlers_app as app
from wamigrate.sim.cloud import handlers_block as block
from wamigrate.sim.cloud import handlers_flows as flows
from wamigrate.sim.cloud import handlers_groups as groups
from wamigrate.sim.cloud import handlers_media as media
from wamigrate.sim.cloud import handlers_messages as messages
from wamigrate.sim.cloud import handlers_number as number
from wamigrate.sim.cloud import handlers_number_edges as more
from wamigrate.sim.cloud import handlers_qr as qr
from wamigrate.sim.cloud import handlers_register as register
from wamigrate.sim.cloud import handlers_settings as settings
from wamigrate.sim.cloud import handlers_subscriptions as subscriptions
from wamigrate.sim.cloud import handlers_template_extras as extras
from wamigrate.sim.cloud import handlers_templates as templates
from wamigrate.sim.cloud import handlers_waba_edges as edges
from wamigrate.sim.cloud import (
    number_list,
    number_node,
    profile,
    template_analytics,
    uploads,
    waba_node,
)
from wamigrate.sim.cloud.call import MANAGEMENT, MESSAGING, Handler
from wamigrate.sim.cloud.state import App, Business, CloudMedia, Flow, Template, User, Waba
from wamigrate.sim.number import PhoneNumber

__all__ = ["EDGES", "ITEMS", "NODES", "NODE_TYPES", "Route"]


@dataclass(frozen=True, slots=True)
class Route:
    """One row: the handler, the scope it needs, and how the call is metered."""

    handler: Handler
    scope: str | None = MANAGEMENT
    usage: str = MANAGEMENT


def message_route(handler: Handler) -> Route:
    """A call that needs the messaging scope and counts as messaging."""
    return Route(handler, MESSAGING, "whatsapp")


def counted_as_message(handler: Handler) -> Route:
    """Registration needs the management scope, and counts as messaging all the same."""
    return Route(handler, MANAGEMENT, "whatsapp")


NODE_TYPES: dict[type, str] = {
    PhoneNumber: number_node.NODE_TYPE,
    Waba: waba_node.NODE_TYPE,
    App: "Application",
    Template: templates.NODE_TYPE,
    CloudMedia: "WhatsAppMedia",
    Business: "Business",
    User: "User",
    Flow: flows.NODE_TYPE,
    groups.Group: "WhatsAppGroup",
    uploads.UploadSession: "UploadSession",
}
NODES: dict[tuple[type, str], Route] = {
    (PhoneNumber, "GET"): Route(number_node.show),
    (PhoneNumber, "POST"): Route(number.change),
    (Waba, "GET"): Route(waba_node.show),
    (Waba, "POST"): Route(waba_node.change),
    (App, "GET"): Route(app.show, None),
    (Business, "GET"): Route(edges.show_business, None),
    (User, "GET"): Route(app.show_user, None),
    (Template, "GET"): Route(templates.show_template),
    (Template, "POST"): Route(templates.change_template),
    (CloudMedia, "GET"): message_route(media.show),
    (CloudMedia, "DELETE"): message_route(media.delete),
    (Flow, "GET"): Route(flows.show_flow),
    (Flow, "POST"): Route(flows.change_flow),
    (Flow, "DELETE"): Route(flows.delete_flow),
    (groups.Group, "GET"): Route(groups.show_group, MESSAGING),
    (groups.Group, "POST"): Route(groups.change_group, MESSAGING),
    (groups.Group, "DELETE"): Route(groups.delete_group, MESSAGING),
    (uploads.UploadSession, "GET"): Route(uploads.show_session, None),
    (uploads.UploadSession, "POST"): Route(uploads.send_part, None),
}
EDGES: dict[tuple[type, str, str], Route] = {
    (App, "subscriptions", "GET"): Route(app.show_subscriptions, None),
    (App, "subscriptions", "POST"): Route(app.subscribe, None),
    (App, "subscriptions", "DELETE"): Route(app.unsubscribe, None),
    (App, "uploads", "POST"): Route(uploads.start_upload, None),
    (App, "connected_client_businesses", "GET"): Route(edges.nothing, None),
    (App, "whatsapp_business_solutions", "GET"): Route(edges.nothing, None),
    (Business, "owned_whatsapp_business_accounts", "GET"): Route(edges.owned_wabas),
    (Business, "client_whatsapp_business_accounts", "GET"): Route(edges.client_wabas),
    (Business, "preverified_numbers", "GET"): Route(edges.nothing),
    (Business, "extendedcredits", "GET"): Route(edges.nothing),
    (User, "assigned_whatsapp_business_accounts", "GET"): Route(edges.assigned_wabas),
    (Waba, "phone_numbers", "GET"): Route(number_list.phone_numbers),
    (Waba, "phone_numbers", "POST"): Route(number_list.create_number),
    (Waba, "message_templates", "GET"): Route(templates.message_templates),
    (Waba, "message_templates", "POST"): Route(templates.create_template),
    (Waba, "message_templates", "DELETE"): Route(templates.delete_template),
    (Waba, "upsert_message_templates", "POST"): Route(templates.upsert_templates),
    (Waba, "migrate_message_templates", "POST"): Route(extras.migrate_templates),
    (Waba, "template_analytics", "GET"): Route(template_analytics.template_analytics),
    (Waba, "conversation_analytics", "GET"): Route(template_analytics.conversation_edge),
    (Waba, "pricing_analytics", "GET"): Route(template_analytics.pricing_edge),
    (Waba, "subscribed_apps", "GET"): Route(subscriptions.subscribed_apps),
    (Waba, "subscribed_apps", "POST"): Route(subscriptions.subscribe_app),
    (Waba, "subscribed_apps", "DELETE"): Route(subscriptions.unsubscribe_app),
    (Waba, "assigned_users", "GET"): Route(edges.assigned_users),
    (Waba, "assigned_users", "POST"): Route(edges.assign_user),
    (Waba, "assigned_users", "DELETE"): Route(edges.remove_user),
    (Waba, "schedules", "GET"): Route(edges.schedules),
    (Waba, "schedules", "POST"): Route(edges.add_schedule),
    (Waba, "activities", "GET"): Route(edges.nothing),
    (Waba, "solutions", "GET"): Route(edges.nothing),
    (Waba, "in_progress_onbehalf_request", "GET"): Route(edges.nothing),
    (Waba, "flows", "GET"): Route(flows.list_flows),
    (Waba, "flows", "POST"): Route(flows.create_flow),
    (Waba, "migrate_flows", "POST"): Route(flows.migrate_flows),
    (Template, "compare", "GET"): Route(extras.compare_templates),
    (Template, "unpause", "POST"): Route(extras.unpause_template),
    (Flow, "assets", "GET"): Route(flows.list_assets),
    (Flow, "assets", "POST"): Route(flows.change_assets),
    (Flow, "publish", "POST"): Route(flows.publish_flow),
    (Flow, "deprecate", "POST"): Route(flows.deprecate_flow),
    (PhoneNumber, "register", "POST"): counted_as_message(register.register),
    (PhoneNumber, "deregister", "POST"): counted_as_message(register.deregister),
    (PhoneNumber, "request_code", "POST"): Route(register.request_code),
    (PhoneNumber, "verify_code", "POST"): Route(register.verify_code),
    (PhoneNumber, "settings", "GET"): Route(settings.show_settings),
    (PhoneNumber, "settings", "POST"): Route(settings.change_settings),
    (PhoneNumber, "whatsapp_business_profile", "GET"): Route(profile.show_profile, MESSAGING),
    (PhoneNumber, "whatsapp_business_profile", "POST"): Route(profile.change_profile, MESSAGING),
    (PhoneNumber, "whatsapp_commerce_settings", "GET"): Route(more.show_commerce),
    (PhoneNumber, "whatsapp_commerce_settings", "POST"): Route(more.change_commerce),
    (PhoneNumber, "whatsapp_business_encryption", "GET"): Route(more.show_key, MESSAGING),
    (PhoneNumber, "whatsapp_business_encryption", "POST"): Route(more.change_key, MESSAGING),
    (PhoneNumber, "official_business_account", "GET"): Route(more.show_badge),
    (PhoneNumber, "official_business_account", "POST"): Route(more.ask_for_badge),
    (PhoneNumber, "business_compliance_info", "GET"): Route(more.show_compliance),
    (PhoneNumber, "business_compliance_info", "POST"): Route(more.change_compliance),
    (PhoneNumber, "conversational_automation", "GET"): Route(more.show_automation),
    (PhoneNumber, "conversational_automation", "POST"): Route(more.change_automation),
    (PhoneNumber, "username", "GET"): Route(more.show_username),
    (PhoneNumber, "username", "POST"): Route(more.change_username),
    (PhoneNumber, "username", "DELETE"): Route(more.delete_username),
    (PhoneNumber, "username_suggestions", "GET"): Route(more.suggested_usernames),
    (PhoneNumber, "message_qrdls", "GET"): Route(qr.list_codes),
    (PhoneNumber, "message_qrdls", "POST"): Route(qr.save_code),
    (PhoneNumber, "groups", "GET"): Route(groups.list_groups, MESSAGING),
    (PhoneNumber, "groups", "POST"): Route(groups.create_group, MESSAGING),
    (PhoneNumber, "calls", "POST"): message_route(groups.manage_call),
    (PhoneNumber, "call_permissions", "GET"): message_route(groups.call_permissions),
    (PhoneNumber, "messages", "POST"): message_route(messages.send),
    (PhoneNumber, "marketing_messages", "POST"): message_route(messages.send_marketing),
    (PhoneNumber, "block_users", "GET"): message_route(block.show),
    (PhoneNumber, "block_users", "POST"): message_route(block.block),
    (PhoneNumber, "block_users", "DELETE"): message_route(block.unblock),
    (PhoneNumber, "media", "POST"): message_route(media.upload),
    (groups.Group, "invite_link", "GET"): Route(groups.invite_link, MESSAGING),
    (groups.Group, "invite_link", "POST"): Route(groups.new_invite_link, MESSAGING),
    (groups.Group, "invite_link", "DELETE"): Route(groups.new_invite_link, MESSAGING),
    (groups.Group, "join_requests", "GET"): Route(groups.join_requests, MESSAGING),
    (groups.Group, "join_requests", "POST"): Route(groups.settle_join_requests, MESSAGING),
    (groups.Group, "join_requests", "DELETE"): Route(groups.settle_join_requests, MESSAGING),
    (groups.Group, "participants", "POST"): Route(groups.remove_participants, MESSAGING),
    (groups.Group, "participants", "DELETE"): Route(groups.remove_participants, MESSAGING),
}
ITEMS: dict[tuple[type, str, str], Route] = {
    (PhoneNumber, "message_qrdls", "GET"): Route(qr.show_code),
    (PhoneNumber, "message_qrdls", "POST"): Route(qr.change_code),
    (PhoneNumber, "message_qrdls", "DELETE"): Route(qr.delete_code),
}
