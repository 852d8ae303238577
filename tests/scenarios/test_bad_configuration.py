"""A wamigrate.toml that cannot be used: one line says why, one says what to do, exit code 2."""

from __future__ import annotations

import pytest

from tests.harness import Site
from tests.scenarios.asserting import change_config, refusal
from wamigrate.core.payload import JsonObject


def test_broken_toml_is_named_with_its_line(site: Site) -> None:
    change_config(site, "[graph]", "[graph")
    found = refusal(site.run("status"), 2)
    assert found.error.startswith("wamigrate.toml is not valid TOML: ")
    assert "line 1" in found.error
    assert found.hint == "Correct that line."


def test_an_unknown_key_is_named_with_the_one_that_was_meant(site: Site) -> None:
    change_config(site, "register_settle", "register_setle")
    found = refusal(site.run("plan", "main"), 2)
    assert found.error == "Unknown key 'register_setle' in [timing]."
    assert found.hint == "Did you mean 'register_settle'?"


def test_an_unknown_key_of_a_number_names_the_number(site: Site) -> None:
    change_config(site, "waba_id", "wabaid")
    found = refusal(site.run("plan", "main"), 2)
    assert found.error == "Unknown key 'wabaid' in [number main]."
    assert found.hint == "Did you mean 'waba_id'?"


def test_a_value_of_the_wrong_type_is_named_with_its_place(site: Site) -> None:
    change_config(site, "register_settle = 2", 'register_settle = "soon"')
    found = refusal(site.run("status"), 2)
    assert "timing.register_settle" in found.error


def test_without_a_configuration_file_init_is_offered(site: Site) -> None:
    found = refusal(site.run("--config", "elsewhere.toml", "status"), 2)
    assert found.error == "There is no elsewhere.toml."
    assert found.hint == "Write one with: wamigrate init"


def test_a_folder_in_place_of_the_configuration_file_is_refused(site: Site) -> None:
    assert "logs" in refusal(site.run("--config", "logs", "status"), 2).error


def test_a_variable_that_is_not_set_is_named(site: Site) -> None:
    change_config(site, "env:TOKEN", "env:NO_SUCH_TOKEN")
    found = refusal(site.run("status"), 2)
    assert found.error == "token reads the variable NO_SUCH_TOKEN, which is not set."
    assert found.hint == "export NO_SUCH_TOKEN=…"


def test_a_file_that_is_missing_is_named(site: Site) -> None:
    change_config(site, "env:TOKEN", "file:secrets/token")
    found = refusal(site.run("status"), 2)
    assert found.error == "token reads the file secrets/token: No such file or directory."


def test_an_unknown_number_is_named_with_the_one_that_was_meant(site: Site) -> None:
    found = refusal(site.run("plan", "mian"), 2)
    assert found.error == "There is no number 'mian' in wamigrate.toml."
    assert found.hint == "Did you mean 'main'?"


def test_a_dns_name_belongs_to_one_number(site: Site) -> None:
    other = '[[number]]\nname = "b"\nphone_number_id = "111"\nwaba_id = "222"\ntoken = "t"\n'
    with (site.folder / "wamigrate.toml").open("a") as file:
        file.write(f'\nhosts = ["wa.example"]\n{other}hosts = ["WA.example"]\n')
    assert refusal(site.run("status"), 2).error == "Two [[number]] tables have the host 'wa.example'."


@pytest.mark.parametrize("url", ["http://[::1", "http://graph.example.com:99999", "graph.example.com"])
def test_an_address_that_is_none_is_refused(site: Site, url: str) -> None:
    change_config(site, site.sim.graph["url"], url)
    assert refusal(site.run("plan", "main"), 2).error == "graph.url is not an address."


def test_credentials_are_not_sent_unencrypted(site: Site) -> None:
    change_config(site, site.sim.graph["url"], "http://graph.example.com")
    assert refusal(site.run("plan", "main"), 2).error == "graph.url would send credentials unencrypted."


@pytest.mark.parametrize(
    ("content", "reason"), [(None, "No such file or directory"), ("no certificate", "not a PEM file")]
)
def test_a_ca_file_that_cannot_be_used_is_named(site: Site, content: str | None, reason: str) -> None:
    if content is not None:
        (site.folder / "ca.pem").write_text(content)
    change_config(site, site.sim.onprem("main")["ca_file"], "ca.pem")
    found = refusal(site.run("check", "main"), 2)
    assert found.error == f"The ca_file {site.folder / 'ca.pem'} cannot be used: {reason}."


ANSWERS: list[tuple[JsonObject, str]] = [
    ({"two_stp": "off"}, "Did you mean 'two_step'?"),
    ({"two_step": "maybe"}, "Expected one of known, unknown, off."),
]


@pytest.mark.parametrize(("answers", "hint"), ANSWERS)
def test_an_answer_that_is_none_is_refused_before_anything_starts(
    site: Site, answers: JsonObject, hint: str
) -> None:
    with (site.folder / "wamigrate.toml").open("a") as file:
        file.writelines(f'answers.{key} = "{value}"\n' for key, value in answers.items())
    assert refusal(site.run("migrate", "main", "--execute"), 2).hint == hint
    assert site.migration("main") is None


@pytest.mark.parametrize(
    ("keys", "error"),
    [
        ('tls_cert = "gone.pem"', "bridge.tls_key is missing."),
        (
            'tls_cert = "gone.pem"\ntls_key = "key.pem"',
            "{folder}/gone.pem cannot be read: No such file or directory.",
        ),
        (
            'host = "192.0.2.1"',
            "The bridge cannot listen on 192.0.2.1 port 8070: Cannot assign requested address.",
        ),
    ],
)
def test_a_bridge_that_cannot_start_says_so_once(site: Site, keys: str, error: str) -> None:
    with (site.folder / "wamigrate.toml").open("a") as file:
        file.write(f"\n[bridge]\n{keys}\n")
    change_config(site, "[graph]", '[graph]\nverify_token = "env:APP_SECRET"')
    assert refusal(site.run("bridge"), 2).error == error.format(folder=site.folder)


def test_a_bridge_that_cannot_take_webhooks_says_so(site: Site) -> None:
    change_config(site, 'app_secret = "env:APP_SECRET"\n', "")
    with (site.folder / "wamigrate.toml").open("a") as file:
        file.write('\n[bridge]\nhost = "192.0.2.1"\n')
    assert "notice: Without app_secret in [graph] the bridge refuses every webhook" in site.run("bridge").err


def test_init_does_not_overwrite_a_configuration(site: Site) -> None:
    before = (site.folder / "wamigrate.toml").read_text()
    found = refusal(site.run("init"), 2)
    assert found.error == "wamigrate.toml is there already."
    assert (site.folder / "wamigrate.toml").read_text() == before


def test_init_into_a_folder_that_does_not_exist_is_refused(site: Site) -> None:
    assert (
        "nowhere/wamigrate.toml cannot be written"
        in refusal(site.run("--config", "nowhere/wamigrate.toml", "init"), 2).error
    )
