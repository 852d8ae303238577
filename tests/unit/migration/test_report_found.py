"""One line for what a step found, from whatever its output says."""

from __future__ import annotations

import pytest

from wamigrate.core.payload import JsonObject
from wamigrate.migration.chain import CHAIN
from wamigrate.migration.report_found import count, found_in_words

ADMIN = "On-Premises admin"
HEALTH = [{"entity": "WABA", "can_send_message": "LIMITED"}]
OVERRIDE = "https://h.example/x"


@pytest.mark.parametrize("step", [step.name for step in CHAIN])
def test_a_step_without_output_says_nothing(step: str) -> None:
    assert found_in_words(step, {}) == ""


@pytest.mark.parametrize("step", [step.name for step in CHAIN])
def test_an_output_of_another_version_is_no_error(step: str) -> None:
    assert isinstance(found_in_words(step, {"unheard_of": [1, 2]}), str)


@pytest.mark.parametrize(
    ("step", "data", "words"),
    [
        ("settle_two_step", {"pin": "given"}, "PIN taken from the configuration"),
        (
            "settle_two_step",
            {"pin": "generated", "set_by": ADMIN},
            "PIN generated, set by On-Premises admin; complete hands it over",
        ),
        ("back_up_settings", {"backup": "none"}, "no backup"),
        (
            "back_up_settings",
            {"backup": "stored", "length": 9, "sha256": "ab" * 32},
            "stored backup, 9 characters, SHA-256 abababababab…",
        ),
        ("attach_bridge", {"bridge": "none", "note": "no bridge lives"}, "no bridge lives"),
        ("attach_bridge", {"bridge": "attached", "address": OVERRIDE}, f"the deployment calls {OVERRIDE}"),
        ("hold_traffic", {"epoch": 3, "bridge": True}, "route on hold, epoch 3; bridge holds traffic"),
        ("drain_onprem", {"pending": None}, "the deployment reports no queues"),
        ("drain_onprem", {"pending": 2.0, "callbacks": 0.0}, "2 pending messages, 0 waiting callbacks"),
        ("register_number", {"answer": None, "found": {"why": "It is CONNECTED."}}, "It is CONNECTED."),
        (
            "confirm_registration",
            {"status": "CONNECTED", "platform_type": "CLOUD_API"},
            "CONNECTED on CLOUD_API",
        ),
        (
            "confirm_subscription",
            {"subscribed": "yes", "override": OVERRIDE, "set_again": True},
            f"app is subscribed, override {OVERRIDE} (set again)",
        ),
        ("verify_health", {"can_send_message": "LIMITED", "entities": HEALTH}, "LIMITED; WABA LIMITED"),
        (
            "compare_snapshot",
            {"rows": [{}, {}], "unexpected": ["status"]},
            "2 fields compared, not as expected: status",
        ),
        ("exchange_canary", {"canary": "none configured"}, "none configured"),
        ("exchange_canary", {"canary": "unknown", "why": "Graph did not answer."}, "Graph did not answer."),
        ("upload_media", {"uploaded": 1, "refused": 2}, "1 uploaded, 2 refused"),
        ("a_later_step", {"files": 2, "list": [1]}, "files: 2"),
    ],
)
def test_each_output_has_its_words(step: str, data: JsonObject, words: str) -> None:
    assert found_in_words(step, data) == words


@pytest.mark.parametrize(
    ("n", "words"), [(0, "0 checks"), (1, "1 check"), (2, "2 checks"), (None, "0 checks")]
)
def test_one_is_singular(n: int, words: str) -> None:
    assert count(n, "check") == words
