"""Limits of the Graph simulator, messages and media aside."""

from __future__ import annotations

from wamigrate.sim.limits.limit import How, Limit

__all__ = ["GRAPH"]

GRAPH = (
    Limit(
        "Two-step PIN of a number on On-Premises",
        How.UNSURE,
        "`POST /{phone-number-id}` with a `pin` is refused while the number lives on On-Premises.",
        "options.graph_pin_on_onprem",
    ),
    Limit(
        "Altered backup",
        How.UNSURE,
        "`register` with changed backup data asks for verification (133006); older lists name 133002.",
        "options.bad_blob_code",
    ),
    Limit(
        "Wrong backup password",
        How.UNSURE,
        "`register` answers 131009 to a backup password that does not open the data.",
        "options.bad_password_code",
    ),
    Limit(
        "Management rate limit",
        How.SIMPLIFIED,
        "Calls are counted per WABA and hour only if a budget is set.",
        "options.graph_budget",
    ),
    Limit(
        "Versions",
        How.SIMPLIFIED,
        "Versions before the oldest one served are answered as that one, with the warning header of Graph.",
        "options.oldest_version",
    ),
    Limit(
        "Missing token",
        How.UNSURE,
        "A call without a token is answered 104; Meta names 190, 104 and 200, depending on the endpoint.",
    ),
    Limit(
        "Tokens",
        How.SIMPLIFIED,
        "A code or a token that is exchanged gives the app's system-user token; nobody logs in.",
        "options.granular_targets",
    ),
    Limit(
        "Repeated guesses of the PIN",
        How.UNSURE,
        "Three wrong PINs lock the number for an hour (133008); 133009 comes only where a pause is set.",
        "options.pin_pause",
    ),
    Limit(
        "Weak PINs",
        How.UNSURE,
        "Every PIN of six digits is taken.",
        "options.weak_pins_refused",
    ),
    Limit(
        "Storage region in `register` from v21.0 on",
        How.UNSURE,
        "It is refused; it may be that Meta ignores it.",
        "options.late_region",
    ),
    Limit(
        "Errors of the codes by SMS",
        How.UNSURE,
        "Of the 136xxx family only 136024 is documented; a wrong or late code answers 136025.",
    ),
    Limit(
        "Alerts to what a registration loses",
        How.UNSURE,
        "A registration without the backup sends `account_alerts` for the badge and the profile picture.",
    ),
    Limit(
        "Display names",
        How.SIMPLIFIED,
        "A new name is approved after a delay, and comes into use with the next registration.",
        "options.name_review_delay",
    ),
    Limit(
        "Review of templates",
        How.SIMPLIFIED,
        "Every template that passes the checks of its form ends the same way, after the same delay.",
        "options.templates_reviewed",
    ),
    Limit(
        "Checks of new templates",
        How.UNSURE,
        "Subcodes of buttons, names and doubled components are ours where Meta names none.",
    ),
    Limit(
        "Edits of templates",
        How.UNSURE,
        "Templates in review can be edited, and approved ones as often as you like.",
        "options.template_edit_limits",
    ),
    Limit(
        "Deleted templates",
        How.SIMPLIFIED,
        "A deleted name can be used again at once; at Meta it rests for 30 days.",
    ),
    Limit(
        "Languages of templates",
        How.SIMPLIFIED,
        "Every language code of the right form is taken.",
    ),
    Limit(
        "Analytics",
        How.SIMPLIFIED,
        "Figures are made up from `peak_per_hour`, in UTC days; a test number has none.",
        "number.peak_per_hour",
    ),
    Limit(
        "Template analytics",
        How.SIMPLIFIED,
        "Every figure is 0.",
    ),
    Limit(
        "Fields of nodes",
        How.SIMPLIFIED,
        "Fields of which this world knows nothing are known by name and left out, as Graph leaves out what is"
        " empty.",
    ),
    Limit(
        "Changes of a number that only the OpenAPI file knows",
        How.SIMPLIFIED,
        "`connection_status`, `webhook_url` and `whatsapp_business_api_data` are checked and change nothing.",
    ),
    Limit(
        "Profile pictures",
        How.SIMPLIFIED,
        "The address of a picture leads nowhere; handles are taken without a look at the uploads.",
        "options.upload_handles_checked",
    ),
    Limit(
        "Flows",
        How.SIMPLIFIED,
        "Flows have a life from draft to deprecated; their JSON is checked for syntax and version only.",
    ),
    Limit(
        "Groups of Cloud API",
        How.SIMPLIFIED,
        "Groups exist and change; nobody joins them and no message is sent to them.",
    ),
    Limit(
        "Calls",
        How.SIMPLIFIED,
        "A call can be started and ended; nobody answers it.",
        "options.calling_needs_switch",
    ),
    Limit(
        "Official business account",
        How.SIMPLIFIED,
        "An application stays pending.",
    ),
    Limit(
        "Usernames",
        How.SIMPLIFIED,
        "A username is approved at once if no other number of the world has it.",
    ),
    Limit(
        "Partners",
        How.ABSENT,
        "Solutions, pre-verified numbers, migration and mobility intents, credit lines and the onboarding of"
        " partners answer as unknown or with empty lists.",
    ),
    Limit(
        "Message history",
        How.ABSENT,
        "`message_history` and its events answer as an unknown edge.",
    ),
    Limit(
        "Encrypted messages",
        How.ABSENT,
        "`messages_encrypted` answers as an unknown edge.",
    ),
    Limit(
        "Batch calls",
        How.ABSENT,
        "Several calls in one (`batch=`, `ids=`) are not known.",
    ),
)
