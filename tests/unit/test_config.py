from __future__ import annotations

from pathlib import Path

import pytest

from wamigrate.config import Settings, load
from wamigrate.config_docs import all_sections, commented_file
from wamigrate.core.secret import Secret
from wamigrate.errors import ConfigError

NUMBER = """
[[number]]
name = "main"
phone_number_id = "106540352242922"
waba_id = "102290129340398"
token = "env:TOKEN"
"""


def read(tmp_path: Path, text: str, **environ: str) -> Settings:
    file = tmp_path / "wamigrate.toml"
    file.write_text(text)
    return load(file, {"TOKEN": "EAA", **environ})


def refusal(tmp_path: Path, text: str, **environ: str) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, text, **environ)
    return caught.value


def test_four_keys_are_enough(tmp_path: Path) -> None:
    settings = read(tmp_path, NUMBER)
    assert settings.find("main").token == Secret("EAA")
    assert settings.warnings == []


def test_a_value_is_read_from_a_file_beside_the_configuration(tmp_path: Path) -> None:
    (tmp_path / "pin.txt").write_text("012345\n")
    settings = read(tmp_path, NUMBER + 'pin = "file:pin.txt"')
    assert settings.find("main").pin == Secret("012345")


def test_a_plain_secret_works_with_a_warning_that_does_not_repeat_it(tmp_path: Path) -> None:
    settings = read(tmp_path, NUMBER + 'pin = "012345"')
    assert settings.find("main").pin == Secret("012345")
    assert len(settings.warnings) == 1
    assert "012345" not in settings.warnings[0]


def test_a_missing_file_names_the_command_that_writes_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path / "wamigrate.toml")
    assert "wamigrate init" in str(caught.value.hint)


def test_broken_toml_is_told_with_its_line(tmp_path: Path) -> None:
    assert "line 4" in refusal(tmp_path, "[store]\nurl = 'x'\nkey_file = [\n= 1").message


def test_broken_utf8_is_told(tmp_path: Path) -> None:
    file = tmp_path / "wamigrate.toml"
    file.write_bytes(b'[store]\nurl = "\xff\xfe"')
    with pytest.raises(ConfigError, match="cannot be read"):
        load(file)


@pytest.mark.parametrize(
    ("text", "key", "suggestion"),
    [
        ("[stor]\nurl = 'x'", "stor", "'store'"),
        ("[timing]\nregister_limt = 3", "register_limt", "'register_limit'"),
        (NUMBER + "tokn = 'x'", "tokn", "'token'"),
        (NUMBER + "onprem = { url = 'https://x', passwrd = 'y' }", "passwrd", "'password'"),
        ("folder = '/etc'", "folder", ""),
    ],
)
def test_an_unknown_key_is_named_with_the_one_it_resembles(
    tmp_path: Path, text: str, key: str, suggestion: str
) -> None:
    error = refusal(tmp_path, text)
    assert f"'{key}'" in error.message
    assert suggestion in str(error.hint)


@pytest.mark.parametrize(
    "text",
    [
        NUMBER.replace('"106540352242922"', "106540352242922"),
        NUMBER.replace('"main"', '"has space"'),
        NUMBER.replace('"106540352242922"', '"+1650"'),
        "[timing]\nregister_limit = -1",
        "[timing]\nregister_limit = 'soon'",
        "[graph]\nversion = '23'",
        "number = 3",
        "[[number]]\nname = 'main'",
    ],
)
def test_a_wrong_value_is_told_in_one_line(tmp_path: Path, text: str) -> None:
    error = refusal(tmp_path, text)
    assert "\n" not in error.message
    assert error.exit_code == 2


def test_a_missing_variable_and_a_missing_file_are_named(tmp_path: Path) -> None:
    assert "WA_PIN" in refusal(tmp_path, NUMBER + 'pin = "env:WA_PIN"').message
    assert "pin.txt" in refusal(tmp_path, NUMBER + 'pin = "file:pin.txt"').message


def test_two_numbers_cannot_share_a_name_or_an_id(tmp_path: Path) -> None:
    assert "main" in refusal(tmp_path, NUMBER + NUMBER).message
    assert "1065" in refusal(tmp_path, NUMBER + NUMBER.replace('"main"', '"other"')).message


def test_an_unknown_number_is_answered_with_a_suggestion(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, NUMBER).find("mian")
    assert caught.value.hint == "Did you mean 'main'?"


def test_every_key_says_what_it_means() -> None:
    assert [k.name for s in all_sections() for k in s.keys if not k.meaning] == []


def test_the_file_that_init_writes_loads_once_its_variables_are_set(tmp_path: Path) -> None:
    settings = read(tmp_path, commented_file(), WA_TOKEN="EAA")
    assert [n.name for n in settings.number] == ["main"]


def test_the_commented_defaults_are_the_real_ones(tmp_path: Path) -> None:
    timing = commented_file().split("[timing]")[1]
    uncommented = "[timing]" + timing.replace("\n# ", "\n").replace("\n\n", "\n")
    values = "\n".join(line for line in uncommented.splitlines() if " = " in line or line.startswith("["))
    assert read(tmp_path, values).timing == Settings().timing


def test_an_unknown_time_zone_is_told(tmp_path: Path) -> None:
    assert "Mars/Olympus" in refusal(tmp_path, NUMBER + 'timezone = "Mars/Olympus"').message
    read(tmp_path, NUMBER + 'timezone = "America/Sao_Paulo"')
