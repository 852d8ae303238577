"""Limits of the On-Premises simulator."""

from __future__ import annotations

from wamigrate.sim.limits.limit import How, Limit

__all__ = ["ONPREM"]

ONPREM = (
    Limit(
        "Sends after the move",
        How.UNSURE,
        "A deployment whose number has moved still answers 201; nothing of it reaches anyone.",
        "number.accepts_after_move",
    ),
    Limit(
        "Gateway after the move",
        How.UNSURE,
        "Meta says that the deployment is shut down; its gateway then says `disconnected`.",
        "number.after_register",
    ),
    Limit(
        "Callbacks after the move",
        How.UNSURE,
        "Waiting callbacks are still delivered once the number has moved.",
        "number.flushes_after_move",
    ),
    Limit(
        "Backup of an expired client",
        How.UNSURE,
        "A deployment without a connection refuses to make a backup.",
        "number.backup_when_down",
    ),
    Limit(
        "Backup metadata",
        How.SIMPLIFIED,
        "The data is opaque and encrypted, but in a format of our own: only these simulators read it.",
    ),
    Limit(
        "Registration on On-Premises",
        How.SIMULATED,
        "`POST /v1/account` is refused as it has been since 2024; a world of earlier days can open it.",
        "onprem.registration",
    ),
    Limit(
        "Life of a token",
        How.SIMULATED,
        "Seven days, as documented; a rehearsal can shorten it.",
        "onprem.token_life",
    ),
    Limit(
        "Earlier tokens",
        How.UNSURE,
        "They stay good when somebody logs in again.",
        "onprem.login_ends_tokens",
    ),
    Limit(
        "Unset fields of the business profile",
        How.UNSURE,
        "They are left out of the answer.",
        "onprem.profile_shows_unset",
    ),
    Limit(
        "Groups",
        How.UNSURE,
        "Meta withdrew groups; the endpoints that clients call still work, nobody joins, and messages to a "
        "group reach nobody.",
        "onprem.groups",
    ),
    Limit(
        "Contacts",
        How.SIMULATED,
        "Everybody is valid, as since v2.43; the earlier truth with `processing` and webhooks is there too.",
        "onprem.contacts",
    ),
    Limit(
        "Request rate",
        How.SIMULATED,
        "The documented rates are off, so that tests run at full speed.",
        "onprem.rate_limits",
    ),
    Limit(
        "Namespace of a template",
        How.UNSURE,
        "Any namespace is taken; Meta's documents let a foreign one be refused.",
        "onprem.check_namespace",
    ),
    Limit(
        "Unknown application settings",
        How.UNSURE,
        "They are accepted and come back with the others.",
        "onprem.keep_unknown_settings",
    ),
    Limit(
        "Unacknowledged identity",
        How.UNSURE,
        "A send is refused at once with 1028; sources also know 480 by webhook.",
        "onprem.identity_refusal",
    ),
    Limit(
        "Success without a payload",
        How.UNSURE,
        'Documents say null, {} and {"meta": …}; the last is sent.',
        "onprem.empty_success",
    ),
    Limit(
        "Unauthorized without a body",
        How.UNSURE,
        "A failed login has no body, a missing or expired token has one with 1005.",
        "onprem.empty_401",
    ),
    Limit(
        "A certificate that is not there",
        How.UNSURE,
        "404 without a body as documented; Meta's own diagnostic tool expects code 1006.",
        "onprem.missing_certificate_body",
    ),
    Limit(
        "Form of `meta.version`",
        How.UNSURE,
        "It begins with a v, which some clients need.",
        "onprem.version_prefix",
    ),
    Limit(
        "Status of an accepted message",
        How.UNSURE,
        "201; some fixtures have 200.",
        "onprem.messages_status",
    ),
    Limit("Status of an accepted upload", How.UNSURE, "200; some have 201.", "onprem.media_status"),
    Limit(
        "Path of media in webhooks",
        How.UNSURE,
        "The deprecated `file` is there, since older clients insist on it.",
        "onprem.media_file_path",
    ),
    Limit(
        "Patience for callbacks",
        How.UNSURE,
        "A callback is repeated until its consumer answers 200; one page of Meta's says for about a day.",
        "onprem.callback_patience",
    ),
    Limit(
        "Links in messages",
        How.SIMPLIFIED,
        "Nothing is fetched; a link is taken to be good unless a fault says otherwise.",
        "fault:media_link_fails",
    ),
    Limit(
        "Products",
        How.SIMPLIFIED,
        "There is no catalog: every product is taken to exist unless a fault says otherwise.",
        "fault:product_unavailable",
    ),
    Limit(
        "Settings that need a restart",
        How.SIMPLIFIED,
        "They take effect at once.",
    ),
    Limit(
        "Certificates",
        How.SIMPLIFIED,
        "The authority of the webhook is trusted at once; the server's own are kept and change nothing here.",
    ),
    Limit("Time to live of a message", How.SIMPLIFIED, "`ttl` is accepted in every form and has no effect."),
    Limit("Profile photo", How.SIMPLIFIED, "It comes back as it went in: neither cropped nor scaled."),
    Limit(
        "WhatsApp's own sticker packs",
        How.SIMPLIFIED,
        "Two made-up packs stand for those of WhatsApp.",
    ),
    Limit(
        "Counters for Prometheus",
        How.UNSURE,
        "The documented metrics are there; their prefixes and further labels are ours.",
    ),
    Limit(
        "HTTP status of an On-Premises error",
        How.UNSURE,
        "Where no source names it, it follows from the meaning of the code's title.",
    ),
    Limit(
        "Unknown paths of On-Premises",
        How.UNSURE,
        "They are answered with 404 and code 1006.",
    ),
    Limit(
        "Quotes and reactions sent through On-Premises",
        How.UNSURE,
        "`context` is ignored and a reaction refused with 1009: Meta has both for Cloud API only.",
    ),
    Limit(
        "Media that were not downloaded",
        How.UNSURE,
        "They have no id and the status `undownloaded`; nobody documents how to fetch them later.",
    ),
    Limit(
        "Automatic download of media",
        How.UNSURE,
        "A fresh deployment downloads every kind; documents disagree about the default.",
    ),
    Limit(
        "Look-up of contacts",
        How.SIMPLIFIED,
        "Everybody has WhatsApp except the phones that the world names; ten digits without a plus are "
        "taken for a number without its country code if the business is in North America.",
        "options.without_whatsapp",
    ),
    Limit(
        "A deployment that does not answer",
        How.SIMULATED,
        "An operator saw the client keep silent on bad input; a fault does the same.",
        "fault:lost_before",
    ),
)
