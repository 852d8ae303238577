"""The examples of the On-Premises reference: users, account, settings, profile, certificates, monitoring."""

from __future__ import annotations

from tests.contract.sim.examples import ANY_NUMBER, ANY_TEXT, NO_BODY, Example, Like, refused

__all__ = ["EXAMPLES"]

SETTINGS = "/v1/settings/application"
PROFILE = "/v1/settings/business/profile"
PHOTO = "/v1/settings/profile/photo"
TWO_STEP = "/v1/settings/account/two-step"
CERTIFICATE = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
KEY = b"-----BEGIN PRIVATE KEY-----\nBBBB\n-----END PRIVATE KEY-----\n"
PEM = {"content-type": "text/plain"}
DENIED = (403, 1005, "Access denied")

USERS = [
    Example(
        "a user is created",
        "POST /v1/users",
        {"username": "agent1", "password": "Agent-pass-1"},
        201,
        {"users": [{"username": "agent1"}]},
    ),
    Example(
        "a user is shown",
        "GET /v1/users/{agent}",
        None,
        200,
        {"users": [{"username": "agent1", "ROLES": "ROLE_USER"}]},
    ),
    Example(
        "the admin is shown",
        "GET /v1/users/admin",
        None,
        200,
        {"users": [{"username": "admin", "ROLES": "ROLE_ADMIN"}]},
    ),
    Example(
        "a password is changed",
        "PUT /v1/users/{agent}",
        {"password": "Agent-pass-2"},
        200,
        {"users": [{"username": "agent1"}]},
    ),
    Example("a user is deleted", "DELETE /v1/users/{agent}", None, 200, {"users": [{"username": "agent1"}]}),
    Example("a logout", "POST /v1/users/logout"),
    refused("an unknown user", "GET /v1/users/nobody", None, 404, 1006, "Resource not found"),
    refused("the admin cannot go", "DELETE /v1/users/admin", None, *DENIED),
    refused(
        "a name that is too short",
        "POST /v1/users",
        {"username": "abc", "password": "Agent-pass-1"},
        400,
        1009,
        "Parameter value is not valid",
    ),
    refused(
        "no password", "POST /v1/users", {"username": "agent1"}, 400, 1008, "Required parameter is missing"
    ),
]

ACCOUNT = [
    refused(
        "registering is closed",
        "POST /v1/account",
        {"cc": "1", "phone_number": "6505550100", "method": "sms", "cert": "Q0VSVA=="},
        *DENIED,
    ),
    Example("shards of a single instance", "GET /v1/account/shards", None, 200, {"account": {"shards": 1}}),
    Example(
        "shards as a text",
        "POST /v1/account/shards",
        {"cc": "1", "phone_number": "6505550100", "shards": "2", "pin": "123456", "cert": "Q0VSVA=="},
        201,
    ),
    Example(
        "shards as a number",
        "POST /v1/account/shards",
        {"cc": "1", "phone_number": "6505550100", "shards": 2, "pin": "123456", "cert": "Q0VSVA=="},
        201,
    ),
    refused(
        "shards without certificate",
        "POST /v1/account/shards",
        {"cc": "1", "phone_number": "6505550100", "shards": 2, "pin": "123456"},
        400,
        1008,
        "Required parameter is missing",
    ),
    Example("a PIN", f"POST {TWO_STEP}", {"pin": "654321"}),
    Example("no PIN any more", f"DELETE {TWO_STEP}"),
    Example(
        "a backup",
        "POST /v1/settings/backup",
        {"password": "x"},
        200,
        {"settings": {"data": Like("V0FCS.+")}},
    ),
    Example("a restore", "POST /v1/settings/restore", {"password": "tacocat", "data": "{backup}"}),
]

APPLICATION = [
    Example(
        "every setting is changed",
        f"PATCH {SETTINGS}",
        {
            "callback_backoff_delay_ms": "3000",
            "callback_persist": True,
            "garbagecollector_enable": {"media": False, "messages": True},
            "heartbeat_interval": "5",
            "max_callback_backoff_delay_ms": 900000,
            "media": {"auto_download": ["image", "document", "audio"]},
            "notify_user_change_number": True,
            "show_security_notifications": True,
            "unhealthy_interval": 30,
            "webhooks": {
                "url": "https://hooks.example.org/wa",
                "max_concurrent_requests": "12",
                "message": {"sent": True, "delivered": True, "read": False},
            },
            "sent_status": False,
            "pass_through": False,
            "db_garbagecollector_enable": True,
            "axolotl_context_striping_disabled": False,
            "skip_referral_media_download": True,
            "webhook_payload_conversation_pricingmodel_disabled": False,
            "on_call_pager": "16505550199",
            "verbose_logging": False,
            "log_level": "info",
            "messaging_api_rate_limit": ["15", "54600", "1000000"],
        },
    ),
    Example("the webhook is removed", f"PATCH {SETTINGS}", {"webhooks": {"url": ""}}),
    Example("everything is put back", f"DELETE {SETTINGS}"),
    Example(
        "providers",
        f"GET {SETTINGS}/media/providers",
        None,
        200,
        {"settings": {"application": {"media": {"providers": []}}}},
    ),
    Example(
        "a provider with a token",
        f"POST {SETTINGS}/media/providers",
        [{"name": "cdn1", "type": "www", "config": {"bearer": "tok"}}],
    ),
    Example(
        "a provider with a password",
        f"POST {SETTINGS}/media/providers",
        [{"name": "cdn2", "type": "www", "config": {"basic": {"username": "u", "password": "p"}}}],
    ),
    Example("a provider is deleted", f"DELETE {SETTINGS}/media/providers/{{provider}}"),
]

WHO_WE_ARE = [
    Example(
        "about",
        "GET /v1/settings/profile/about",
        None,
        200,
        {"settings": {"profile": {"about": {"text": "Available"}}}},
    ),
    Example("about is changed", "PATCH /v1/settings/profile/about", {"text": "Hi"}),
    refused(
        "about is too long",
        "PATCH /v1/settings/profile/about",
        {"text": "x" * 140},
        400,
        1009,
        "Parameter value is not valid",
    ),
    Example("no photo yet", f"GET {PHOTO}", None, 404, NO_BODY),
    Example("a photo", f"POST {PHOTO}", b"\xff\xd8", sent={"content-type": "image/jpeg"}),
    Example("a photo is deleted", f"DELETE {PHOTO}"),
    Example(
        "the business profile",
        f"GET {PROFILE}",
        None,
        200,
        {
            "settings": {
                "business": {
                    "profile": {"vertical": "Shopping and Retail", "websites": ["https://www.example.com/"]}
                }
            }
        },
    ),
    Example(
        "a new business profile",
        f"POST {PROFILE}",
        {
            "address": "1 Road",
            "description": "d" * 512,
            "email": "a@example.com",
            "vertical": "Education",
            "websites": ["https://a.example", "http://b.example"],
        },
    ),
    *(
        refused(f"a profile with {why}", f"POST {PROFILE}", body, 400, 1009, "Parameter value is not valid")
        for why, body in {
            "a long address": {"address": "x" * 257},
            "a long description": {"description": "x" * 513},
            "a long address of mail": {"email": "x" * 129},
            "three websites": {"websites": ["https://a.example"] * 3},
            "a website without scheme": {"websites": ["www.example.com"]},
            "a vertical of Cloud API": {"vertical": "RETAIL"},
            "an emptied vertical": {"vertical": ""},
        }.items()
    ),
    Example(
        "what Indian law wants",
        "POST /v1/settings/business/compliance_info",
        {"entity_name": "Flowers", "entity_type": "Partnership", "is_registered": "true"},
    ),
    Example(
        "nothing told yet",
        "GET /v1/settings/business/compliance_info",
        None,
        200,
        {"settings": {"business": {"compliance_info": {}}}},
    ),
]

CERTIFICATES = [
    Example("no authority", "GET /v1/certificates/external/ca", None, 404, NO_BODY),
    Example("key and certificates", "POST /v1/certificates/external", KEY + CERTIFICATE * 2, sent=PEM),
    refused(
        "no key",
        "POST /v1/certificates/external",
        CERTIFICATE,
        400,
        1009,
        "Parameter value is not valid",
        sent=PEM,
    ),
    Example("no authority of the webhook", "GET /v1/certificates/webhooks/ca", None, 404, NO_BODY),
    Example("an authority of the webhook", "POST /v1/certificates/webhooks/ca", CERTIFICATE, sent=PEM),
    Example("it is deleted", "DELETE /v1/certificates/webhooks/ca"),
]

MONITORING = [
    Example("health", "GET /v1/health", None, 200, {"health": {"gateway_status": "connected"}}),
    Example(
        "support",
        "GET /v1/support",
        None,
        200,
        {
            "support": {
                "context": "healthcheck",
                "db_engine": "PGSQL",
                "db_info": ANY_TEXT,
                "debug_info": "16505550100",
                "description": ANY_TEXT,
                "device_iso8601": Like(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d"),
                "e2e": {"identity_timestamp": ANY_NUMBER, "registration_id": ANY_NUMBER},
                "env": ANY_TEXT,
                "expire_timestamp": Like(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d"),
                "free_space_data": ANY_TEXT,
                "free_space_media": ANY_TEXT,
                "lc": "US",
                "lg": "en",
                "multi_connect": False,
                "os_name": "Linux",
                "os_version": ANY_TEXT,
                "role": "coreapp",
                "schema": dict.fromkeys(
                    ("axolotl", "callback", "cluster", "config", "contact", "jobqueue", "message"), ANY_NUMBER
                ),
                "shards": [[-1, -1], [0, 0]],
                "socket_conn": "UP",
            }
        },
    ),
    Example(
        "messages are collected",
        "PUT /v1/services/message/gc",
        None,
        200,
        {"services": {"message": {"gc": {"status": "processing"}}}},
    ),
    Example(
        "media are collected",
        "PUT /v1/services/media/gc",
        None,
        200,
        {"services": {"media": {"gc": {"status": "processing"}}}},
    ),
    refused("an unknown path", "GET /v1/no_such", None, 404, 1006, "Resource not found"),
]

EXAMPLES = [*USERS, *ACCOUNT, *APPLICATION, *WHO_WE_ARE, *CERTIFICATES, *MONITORING]
