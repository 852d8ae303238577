"""The On-Premises API as a table: method, path, handler, who may, and whether the Coreapp is needed."""

from __future__ import annotations

from wamigrate.sim.onprem import handlers_account as account
from wamigrate.sim.onprem import handlers_health as health
from wamigrate.sim.onprem import handlers_media as media
from wamigrate.sim.onprem import handlers_messages as messages
from wamigrate.sim.onprem import handlers_settings as settings
from wamigrate.sim.onprem import handlers_users as users
from wamigrate.sim.onprem.call import Access, Route

__all__ = ["ROUTES"]

OPEN, USER, ADMIN, MONITOR = Access.OPEN, Access.USER, Access.ADMIN, Access.MONITOR
PROVIDERS = "/v1/settings/application/media/providers"
PHOTO = "/v1/settings/profile/photo"

ROUTES = (
    Route("POST", "/v1/users/login", users.login, OPEN),
    Route("POST", "/v1/users/logout", users.logout, USER),
    Route("POST", "/v1/users", users.create_user, ADMIN),
    Route("GET", "/v1/users/{username}", users.show_user, USER),
    Route("PUT", "/v1/users/{username}", users.change_user, USER),
    Route("DELETE", "/v1/users/{username}", users.delete_user, ADMIN),
    Route("POST", "/v1/account", account.register, ADMIN),
    Route("POST", "/v1/account/verify", account.register, ADMIN),
    Route("GET", "/v1/account/shards", account.show_shards, ADMIN),
    Route("POST", "/v1/account/shards", account.set_shards, ADMIN, core=True),
    Route("POST", "/v1/settings/account/two-step", account.set_two_step, ADMIN, core=True),
    Route("DELETE", "/v1/settings/account/two-step", account.delete_two_step, ADMIN, core=True),
    Route("POST", "/v1/settings/backup", account.back_up, ADMIN, core=True),
    Route("POST", "/v1/settings/restore", account.restore, ADMIN, core=True),
    Route("GET", "/v1/settings/application", settings.show_settings, ADMIN),
    Route("PATCH", "/v1/settings/application", settings.change_settings, ADMIN),
    Route("DELETE", "/v1/settings/application", settings.reset_settings, ADMIN),
    Route("GET", PROVIDERS, settings.show_providers, ADMIN),
    Route("POST", PROVIDERS, settings.add_provider, ADMIN),
    Route("DELETE", PROVIDERS + "/{name}", settings.delete_provider, ADMIN),
    Route("GET", "/v1/settings/profile/about", settings.show_about, ADMIN),
    Route("PATCH", "/v1/settings/profile/about", settings.change_about, ADMIN),
    Route("GET", PHOTO, settings.show_photo, ADMIN),
    Route("POST", PHOTO, settings.change_photo, ADMIN),
    Route("DELETE", PHOTO, settings.delete_photo, ADMIN),
    Route("GET", "/v1/settings/business/profile", settings.show_business_profile, ADMIN),
    Route("POST", "/v1/settings/business/profile", settings.change_business_profile, ADMIN),
    Route("GET", "/v1/health", health.health, MONITOR),
    Route("GET", "/v1/support", health.support, USER, core=True),
    Route("GET", "/v1/stats/app", health.stats_app, MONITOR, core=True),
    Route("GET", "/v1/stats/db", health.stats_db, MONITOR, core=True),
    Route("GET", "/metrics", health.metrics, MONITOR),
    Route("POST", "/v1/messages", messages.send, USER, core=True),
    Route("PUT", "/v1/messages/{id}", messages.mark_read, USER, core=True),
    Route("POST", "/v1/contacts", messages.check_contacts, USER),
    Route("POST", "/v1/media", media.upload, USER),
    Route("GET", "/v1/media/{id}", media.download, USER),
    Route("DELETE", "/v1/media/{id}", media.delete, USER),
)
