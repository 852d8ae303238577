"""Graph as tables: what each kind of node answers, and the edges that hang on it."""

from __future__ import annotations

from dataclasses import dataclass

from wamigrate.sim.cloud import handlers_app as app
from wamigrate.sim.cloud import handlers_block as block
from wamigrate.sim.cloud import handlers_media as media
from wamigrate.sim.cloud import handlers_messages as messages
from wamigrate.sim.cloud import handlers_number as number
from wamigrate.sim.cloud import handlers_register as register
from wamigrate.sim.cloud import handlers_waba as waba
from wamigrate.sim.cloud.call import MANAGEMENT, MESSAGING, Handler
from wamigrate.sim.cloud.state import App, Business, CloudMedia, Template, Waba
from wamigrate.sim.number import PhoneNumber

__all__ = ["EDGES", "NODES", "NODE_TYPES", "Route"]


@dataclass(frozen=True, slots=True)
class Route:
    """One row: the handler, the scope it needs, and how the call is metered."""

    handler: Handler
    scope: str | None = MANAGEMENT
    usage: str = MANAGEMENT


APP_TOKEN = "app"  # noqa: S105 - a marker, not a token
Kind = type[PhoneNumber | Waba | App | Template | CloudMedia | Business]

NODE_TYPES: dict[Kind, str] = {
    PhoneNumber: "WhatsAppBusinessPhoneNumber",
    Waba: "WhatsAppBusinessAccount",
    App: "Application",
    Template: "WhatsAppMessageTemplate",
    CloudMedia: "WhatsAppMedia",
    Business: "Business",
}
NODES: dict[tuple[Kind, str], Route] = {
    (PhoneNumber, "GET"): Route(number.show),
    (PhoneNumber, "POST"): Route(number.change),
    (Waba, "GET"): Route(waba.show),
    (Waba, "POST"): Route(waba.change),
    (App, "GET"): Route(app.show, None),
    (Business, "GET"): Route(app.show_named, None),
    (Template, "GET"): Route(waba.show_template),
    (CloudMedia, "GET"): Route(media.show, MESSAGING, "whatsapp"),
    (CloudMedia, "DELETE"): Route(media.delete, MESSAGING, "whatsapp"),
}
EDGES: dict[tuple[Kind, str, str], Route] = {
    (App, "subscriptions", "GET"): Route(app.show_subscriptions, None),
    (App, "subscriptions", "POST"): Route(app.subscribe, None),
    (App, "subscriptions", "DELETE"): Route(app.unsubscribe, None),
    (Waba, "phone_numbers", "GET"): Route(waba.phone_numbers),
    (Waba, "message_templates", "GET"): Route(waba.message_templates),
    (Waba, "message_templates", "POST"): Route(waba.create_template),
    (Waba, "message_templates", "DELETE"): Route(waba.delete_template),
    (Waba, "subscribed_apps", "GET"): Route(waba.subscribed_apps),
    (Waba, "subscribed_apps", "POST"): Route(waba.subscribe_app),
    (Waba, "subscribed_apps", "DELETE"): Route(waba.unsubscribe_app),
    (PhoneNumber, "register", "POST"): Route(register.register),
    (PhoneNumber, "deregister", "POST"): Route(register.deregister),
    (PhoneNumber, "request_code", "POST"): Route(register.request_code),
    (PhoneNumber, "verify_code", "POST"): Route(register.verify_code),
    (PhoneNumber, "settings", "GET"): Route(number.show_settings),
    (PhoneNumber, "settings", "POST"): Route(number.change_settings),
    (PhoneNumber, "whatsapp_business_profile", "GET"): Route(number.show_profile, MESSAGING),
    (PhoneNumber, "whatsapp_business_profile", "POST"): Route(number.change_profile, MESSAGING),
    (PhoneNumber, "messages", "POST"): Route(messages.send, MESSAGING, "whatsapp"),
    (PhoneNumber, "marketing_messages", "POST"): Route(messages.send_marketing, MESSAGING, "whatsapp"),
    (PhoneNumber, "block_users", "GET"): Route(block.show, MESSAGING, "whatsapp"),
    (PhoneNumber, "block_users", "POST"): Route(block.block, MESSAGING, "whatsapp"),
    (PhoneNumber, "block_users", "DELETE"): Route(block.unblock, MESSAGING, "whatsapp"),
    (PhoneNumber, "media", "POST"): Route(media.upload, MESSAGING, "whatsapp"),
}
