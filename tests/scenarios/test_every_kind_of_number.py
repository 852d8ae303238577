"""One move for each way that it can begin: what is asked of both sides, and what is left at the end."""

from __future__ import annotations

import json
import urllib.request

import pytest

from tests.harness import Ended, Site, wait_for
from tests.scenarios.asserting import change_config, in_shell, writes
from tests.scenarios.conftest import OpenSite
from wamigrate.core.payload import JsonObject
from wamigrate.store import approvals
from wamigrate.store.migrations import Migration, Phase

MOVE = ("--execute", "--approve")
CUSTOMER = "+16505550199"
CANARY = {"canary": f'{{ to = "{CUSTOMER}" }}'}


def moved(site: Site, name: str, ended: Ended) -> None:
    """It ended well, after one `register`, on Cloud API."""
    assert ended.code == 0, ended.err
    assert (site.side(name), len(site.registers(name))) == ("cloud", 1)
    migration = site.migration(name)
    assert migration is not None
    assert (migration.phase, migration.state) == (Phase.FINISHED, "S2")


def compared(site: Site, name: str, field: str) -> JsonObject:
    """A row of the comparison of before and after."""
    (row,) = [r for r in output(site, name, "compare_snapshot")["rows"] if r["field"] == field]
    return dict(row)


def output(site: Site, name: str, step: str) -> JsonObject:
    """What a step wrote down when it was done."""
    return next(e.data for e in reversed(site.journal(name)) if e.step == step and e.kind.value == "done")


def test_a_number_moves_says_hello_from_cloud_api_and_keeps_the_pin_that_is_known(new_site: OpenSite) -> None:
    site = new_site("main", number_keys=CANARY)
    moved(site, "main", site.run("migrate", "main", *MOVE))
    assert output(site, "main", "compare_snapshot")["unexpected"] == []
    assert compared(site, "main", "platform_type") == {
        "field": "platform_type",
        "label": "Platform",
        "before": "ON_PREMISE",
        "after": "CLOUD_API",
        "wanted": "CLOUD_API",
        "as_expected": True,
    }
    assert compared(site, "main", "throughput_level")["after"] == "STANDARD"
    (hello,) = site.sim.control.inbox(CUSTOMER)
    assert (hello["from"], hello["type"]) == ("16505550100", "template")
    assert site.run("complete", "main", "--json").document["pin"] is None


def test_a_sharded_number_gets_high_throughput_and_its_upgrade_is_waited_out(new_site: OpenSite) -> None:
    site = new_site("sharded", number_keys=CANARY)
    running = site.start("migrate", "sharded", *MOVE)

    def waits_for_upgrade() -> bool:
        row = latest(site, "sharded")
        return row is not None and "131057" in (row.waiting_for or "")

    wait_for(lambda: not running.running or waits_for_upgrade(), "the throughput upgrade to be waited out")
    assert site.sim.control.inbox(CUSTOMER) == []
    site.sim.control.advance(61)
    moved(site, "sharded", running.wait())
    row = compared(site, "sharded", "throughput_level")
    assert (row["after"], row["wanted"], row["as_expected"]) == ("HIGH", "HIGH", True)
    assert len(site.sim.control.inbox(CUSTOMER)) == 1


def latest(site: Site, name: str) -> Migration | None:
    """The row, once the store is there at all."""
    if not (site.folder / ".wamigrate" / "wamigrate.db").exists():
        return None
    return site.migration(name)


def test_an_official_account_stays_one_with_its_backup(new_site: OpenSite) -> None:
    site = new_site("official")
    moved(site, "official", site.run("migrate", "official", *MOVE))
    row = compared(site, "official", "is_official_business_account")
    assert (row["before"], row["after"], row["as_expected"]) == (True, True, True)


def test_an_official_account_that_is_lost_is_told(new_site: OpenSite) -> None:
    site = new_site("official")
    assert site.run("migrate", "official", "--execute").code == 0
    site.sim.control.change_number("official", oba=False)
    moved(site, "official", site.run("approve", "official"))
    assert output(site, "official", "compare_snapshot")["unexpected"] == ["is_official_business_account"]
    assert compared(site, "official", "is_official_business_account")["as_expected"] is False


def test_an_unknown_pin_is_set_through_the_admin_after_the_approval_and_handed_over_once(
    new_site: OpenSite,
) -> None:
    site = new_site("pinless")
    assert site.run("migrate", "pinless", "--execute").code == 0
    before = writes(site, "onprem")
    assert before == []
    moved(site, "pinless", site.run("approve", "pinless"))
    assert writes(site, "onprem") == [
        "DELETE /pinless/v1/settings/account/two-step",
        "POST /pinless/v1/settings/account/two-step",
        "POST /pinless/v1/settings/backup",
    ]
    pin = site.sim.control.number("pinless")["pin"]
    assert site.run("complete", "pinless", "--json").document == {
        "name": "pinless",
        "pin": pin,
        "migration": "m-pinless-1",
    }
    again = site.run("complete", "pinless", "--json")
    assert (again.code, again.document["pin"]) == (0, None)


def test_a_number_without_two_step_gets_a_pin_that_is_handed_over(new_site: OpenSite) -> None:
    site = new_site("open", number_keys={"answers.two_step": '"off"'})
    moved(site, "open", site.run("migrate", "open", *MOVE))
    assert writes(site, "onprem") == ["POST /open/v1/settings/backup"]
    shown = site.run("complete", "open")
    assert f"PIN of open: {site.sim.control.number('open')['pin']}" in shown.out


def with_hash(site: Site, sha256: str) -> None:
    change_config(site, "backup = { ", f'backup = {{ sha256 = "{sha256}", ')


def test_a_number_whose_deployment_is_gone_moves_with_its_stored_backup(new_site: OpenSite) -> None:
    site = new_site("gone")
    with_hash(site, site.sim.number("gone")["backup"]["sha256"].upper())
    plan = site.run("plan", "gone", "--json")
    assert (plan.code, plan.document["path"]) == (0, "C")
    moved(site, "gone", site.run("migrate", "gone", *MOVE))
    assert output(site, "gone", "back_up_settings")["backup"] == "stored"
    assert writes(site, "onprem") == []


def test_a_stored_backup_that_is_not_the_one_that_was_noted_is_never_sent(new_site: OpenSite) -> None:
    site = new_site("gone")
    with_hash(site, "0" * 64)
    ended = site.run("migrate", "gone", *MOVE, "--json")
    assert ended.code == 1
    assert ended.document["state"] == "SX"
    assert "is not the one whose hash was noted" in ended.document["waiting_for"]
    assert site.registers("gone") == []


def test_an_override_that_was_there_is_never_touched(site: Site) -> None:
    waba, ours = site.sim.number("main")["waba_id"], f"{site.sim.ready['control']['url']}/sink/ours"
    subscribe(site, {})
    subscribe(site, {"override_callback_uri": ours, "verify_token": "ours"})
    moved(site, "main", site.run("migrate", "main", *MOVE))
    assert output(site, "main", "subscribe_app") == {"subscribed": "already", "override": ours}
    assert output(site, "main", "confirm_subscription")["override"] == ours
    path = f"POST /v23.0/{waba}/subscribed_apps"
    assert [call for call in writes(site, "graph") if call == path] == [path] * 2


def subscribe(site: Site, body: JsonObject) -> None:
    """What the owner of the WABA did before we came."""
    graph, waba = site.sim.graph, site.sim.number("main")["waba_id"]
    request = urllib.request.Request(
        f"{graph['url']}/v23.0/{waba}/subscribed_apps",
        json.dumps(body).encode(),
        {"authorization": f"Bearer {graph['token']}", "content-type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        assert json.load(answer) == {"success": True}


def test_a_number_that_is_on_cloud_api_already_is_left_alone(new_site: OpenSite) -> None:
    site = new_site("cloud")
    ended = site.run("migrate", "cloud", *MOVE)
    assert (ended.code, writes(site)) == (0, [])
    assert "is on Cloud API already" in ended.out
    plan = site.run("plan", "cloud", "--json")
    assert (plan.code, plan.document["already_on_cloud"]) == (0, True)


def without_deployment(site: Site, name: str) -> None:
    """Take the deployment and the backup out of the number's table."""
    path = site.folder / "wamigrate.toml"
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith(("onprem = ", "backup = "))))


def test_a_number_without_deployment_and_backup_is_not_started(new_site: OpenSite) -> None:
    site = new_site("gone")
    without_deployment(site, "gone")
    ended = site.run("migrate", "gone", *MOVE)
    assert (ended.code, ended.out) == (1, "")
    error, hint = ended.err.splitlines()[-2:]
    assert error.startswith("error: Path D: No On-Premises deployment is configured.")
    assert hint == "hint:  wamigrate recover gone"
    assert site.migration("gone") is None
    assert writes(site) == []


def test_a_number_without_deployment_and_backup_moves_with_a_code_and_loses_its_profile(
    new_site: OpenSite,
) -> None:
    site = new_site("gone")
    without_deployment(site, "gone")
    asked = site.run("recover", "gone", "--request-code", "sms")
    assert (asked.code, asked.out) == (0, "")
    wrong = in_shell(site, "echo 000-000 | wamigrate recover gone --enter-code")
    assert (wrong.code, "Traceback" in wrong.err) == (1, False)
    code = site.sim.control.number("gone")["otp"]
    entered = in_shell(site, f"echo {code[:3]}-{code[3:]} | wamigrate recover gone --enter-code")
    assert entered.code == 0, entered.err
    assert entered.out.splitlines()[-1] == "Next: wamigrate approve gone"
    moved(site, "gone", site.run("approve", "gone"))
    assert output(site, "gone", "back_up_settings") == {"backup": "none"}
    assert code not in entered.out + entered.err + wrong.err


def test_a_deployment_given_up_between_two_attempts_changes_the_path(new_site: OpenSite) -> None:
    site = new_site("gone")
    change_config(site, "backup = { ", "# ")
    assert site.run("migrate", "gone", *MOVE).code == 1
    change_config(site, "# ", "backup = { ")
    plan = site.run("plan", "gone", "--json")
    assert plan.document["path"] == "C"
    ended = site.run(*plan.document["next"].split()[1:], "--approve")
    moved(site, "gone", ended)


def test_a_wrong_pin_is_told_and_recovered_with_the_right_one(site: Site) -> None:
    right = site.environ["MAIN_PIN"]
    site.environ["MAIN_PIN"] = "999998"
    ended = site.run("migrate", "main", *MOVE, "--json")
    assert (ended.code, ended.document["state"]) == (1, "S3")
    assert ended.document["next"] == "wamigrate recover main"
    site.environ["MAIN_PIN"] = right
    recovered = site.run("recover", "main", "--attempt")
    assert recovered.code == 0, recovered.err
    assert (site.side("main"), len(site.registers("main"))) == ("cloud", 2)


def test_an_answered_no_needs_a_new_approval(site: Site) -> None:
    site.sim.control.fault("error", {"code": 133015}, api="graph", path="/register", count=1)
    ended = site.run("migrate", "main", *MOVE, "--json")
    assert (ended.code, ended.document["phase"], ended.document["state"]) == (1, "waiting", "S0")
    assert "133015" in ended.document["waiting_for"]
    approvals_spent = site.read(lambda conn: approvals.current(conn, "m-main-1"))
    assert approvals_spent is not None
    assert approvals_spent.spent_at is not None
    assert site.run("approve", "main").code == 0
    assert (site.side("main"), len(site.registers("main"))) == ("cloud", 2)


@pytest.mark.parametrize("kind", ["lost_before", "lost_after"])
def test_a_lost_answer_is_settled_by_looking_at_both_sides(site: Site, kind: str) -> None:
    site.sim.control.fault(kind, api="graph", path="/register", count=1)
    ended = site.run("migrate", "main", *MOVE)
    if kind == "lost_before":
        assert (ended.code, site.status("main")["state"]) == (1, "S0")
        ended = site.run("resume", "main")
    assert ended.code == 0, ended.err
    assert site.side("main") == "cloud"
    assert len(site.registers("main")) == (2 if kind == "lost_before" else 1)
