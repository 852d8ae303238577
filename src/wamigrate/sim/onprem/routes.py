"""The On-Premises API as a table: method, path, handler, who may, and whether the Coreapp is needed."""

from __future__ import annotations

from wamigrate.sim.onprem import handlers_account as account
from wamigrate.sim.onprem import handlers_backup as backup
from wamigrate.sim.onprem import handlers_certificates as certificates
from wamigrate.sim.onprem import handlers_contacts as contacts
from wamigrate.sim.onprem import handlers_groups as groups
from wamigrate.sim.onprem import handlers_health as health
from wamigrate.sim.onprem import handlers_media as media
from wamigrate.sim.onprem import handlers_messages as messages
from wamigrate.sim.onprem import handlers_profile as profile
from wamigrate.sim.onprem import handlers_services as services
from wamigrate.sim.onprem import handlers_settings as settings
from wamigrate.sim.onprem import handlers_stats as stats
from wamigrate.sim.onprem import handlers_stickers as stickers
from wamigrate.sim.onprem import handlers_users as users
from wamigrate.sim.onprem.call import Access, Route

__all__ = ["ROUTES"]

OPEN, USER, ADMIN, MONITOR = Access.OPEN, Access.USER, Access.ADMIN, Access.MONITOR
PROVIDERS = "/v1/settings/application/media/providers"
PHOTO = "/v1/settings/profile/photo"
BUSINESS = "/v1/settings/business"
PACK = "/v1/stickerpacks/{id}"
STICKER = PACK + "/stickers/{index}"
GROUP = "/v1/groups/{id}"

ROUTES = (
    Route("POST", "/v1/users/login", users.login, OPEN),
    Route("POST", "/v1/users/logout", users.logout, USER),
    Route("POST", "/v1/users", users.create_user, ADMIN),
    Route("GET", "/v1/users/{username}", users.show_user, USER),
    Route("PUT", "/v1/users/{username}", users.change_user, USER),
    Route("DELETE", "/v1/users/{username}", users.delete_user, ADMIN),
    Route("POST", "/v1/account", account.register, ADMIN),
    Route("POST", "/v1/account/verify", account.verify, ADMIN),
    Route("GET", "/v1/account/shards", account.show_shards, ADMIN),
    Route("POST", "/v1/account/shards", account.set_shards, ADMIN, core=True),
    Route("POST", "/v1/settings/account/two-step", account.set_two_step, ADMIN, core=True),
    Route("DELETE", "/v1/settings/account/two-step", account.delete_two_step, ADMIN, core=True),
    Route("POST", "/v1/settings/backup", backup.back_up, ADMIN, core=True),
    Route("POST", "/v1/settings/restore", backup.restore, ADMIN, core=True),
    Route("GET", "/v1/settings/application", settings.show_settings, ADMIN),
    Route("PATCH", "/v1/settings/application", settings.change_settings, ADMIN),
    Route("DELETE", "/v1/settings/application", settings.reset_settings, ADMIN),
    Route("GET", PROVIDERS, settings.show_providers, ADMIN),
    Route("POST", PROVIDERS, settings.add_provider, ADMIN),
    Route("DELETE", PROVIDERS + "/{name}", settings.delete_provider, ADMIN),
    Route("GET", "/v1/settings/profile/about", profile.show_about, ADMIN),
    Route("PATCH", "/v1/settings/profile/about", profile.change_about, ADMIN),
    Route("GET", PHOTO, profile.show_photo, ADMIN),
    Route("GET", PHOTO + "/{key}", profile.linked_photo, OPEN),
    Route("POST", PHOTO, profile.change_photo, ADMIN),
    Route("DELETE", PHOTO, profile.delete_photo, ADMIN),
    Route("GET", BUSINESS + "/profile", profile.show_business_profile, ADMIN),
    Route("POST", BUSINESS + "/profile", profile.change_business_profile, ADMIN),
    Route("GET", BUSINESS + "/compliance_info", profile.show_compliance, ADMIN),
    Route("POST", BUSINESS + "/compliance_info", profile.change_compliance, ADMIN),
    Route("POST", "/v1/certificates/external", certificates.set_server_certificate, ADMIN),
    Route("GET", "/v1/certificates/external/ca", certificates.show_server_authority, ADMIN),
    Route("POST", "/v1/certificates/webhooks/ca", certificates.set_webhook_authority, ADMIN),
    Route("GET", "/v1/certificates/webhooks/ca", certificates.show_webhook_authority, ADMIN),
    Route("DELETE", "/v1/certificates/webhooks/ca", certificates.delete_webhook_authority, ADMIN),
    Route("GET", "/v1/health", health.health, MONITOR),
    Route("GET", "/v1/support", health.support, USER, core=True),
    Route("GET", "/v1/stats/app", stats.stats_app, MONITOR, core=True),
    Route("GET", "/v1/stats/app/internal", stats.stats_app_internal, MONITOR, core=True),
    Route("GET", "/v1/stats/db", stats.stats_db, MONITOR, core=True),
    Route("GET", "/v1/stats/db/internal", stats.stats_db_internal, MONITOR, core=True),
    Route("GET", "/metrics", stats.metrics, MONITOR),
    Route("PUT", "/v1/services/message/gc", services.collect_messages, ADMIN, core=True),
    Route("PUT", "/v1/services/media/gc", services.collect_media, ADMIN, core=True),
    Route("POST", "/v1/messages", messages.send, USER, core=True),
    Route("PUT", "/v1/messages/{id}", messages.mark_read, USER, core=True),
    Route("DELETE", "/v1/messages/{id}", messages.delete, USER, core=True),
    Route("POST", "/v1/contacts", contacts.check_contacts, USER),
    Route("GET", "/v1/contacts/{wa_id}/identity", contacts.show_identity, USER),
    Route("PUT", "/v1/contacts/{wa_id}/identity", contacts.acknowledge_identity, USER),
    Route("POST", "/v1/media", media.upload, USER),
    Route("GET", "/v1/media/{id}", media.download, USER),
    Route("DELETE", "/v1/media/{id}", media.delete, USER),
    Route("GET", "/v1/stickerpacks", stickers.list_packs, USER),
    Route("POST", "/v1/stickerpacks", stickers.create_pack, USER),
    Route("GET", PACK, stickers.show_pack, USER),
    Route("PATCH", PACK, stickers.change_pack, USER),
    Route("DELETE", PACK, stickers.delete_pack, USER),
    Route("GET", PACK + "/stickers", stickers.list_stickers, USER),
    Route("POST", PACK + "/stickers", stickers.add_sticker, USER),
    Route("GET", STICKER, stickers.show_sticker, USER),
    Route("PATCH", STICKER, stickers.change_sticker, USER),
    Route("DELETE", STICKER, stickers.delete_sticker, USER),
    Route("GET", "/v1/groups", groups.list_groups, USER),
    Route("POST", "/v1/groups", groups.create, USER),
    Route("GET", GROUP, groups.show, USER),
    Route("PUT", GROUP, groups.change_subject, USER),
    Route("GET", GROUP + "/invite", groups.show_invite, USER),
    Route("DELETE", GROUP + "/invite", groups.new_invite, USER),
    Route("DELETE", GROUP + "/participants", groups.remove_participants, USER),
    Route("POST", GROUP + "/leave", groups.leave, USER),
    Route("GET", GROUP + "/icon", groups.show_icon, USER),
    Route("POST", GROUP + "/icon", groups.change_icon, USER),
    Route("DELETE", GROUP + "/icon", groups.delete_icon, USER),
    Route("PATCH", GROUP + "/admins", groups.add_admins, USER),
    Route("DELETE", GROUP + "/admins", groups.remove_admins, USER),
)
