"""World files."""

from __future__ import annotations

from pathlib import Path

import pytest

from wamigrate.errors import UsageError
from wamigrate.sim.examples import EXAMPLES, summary
from wamigrate.sim.world import World
from wamigrate.sim.world_file import load_world, parse_world

SMALL = '[[number]]\nname = "a"\nphone = "+1 650"\n'.replace(" 650", "6505550100")


def test_name_and_phone_are_enough() -> None:
    spec = parse_world(SMALL)
    (number,) = spec.number
    assert (number.phone, number.pin, number.waba) == ("16505550100", None, spec.waba[0].id)
    assert number.phone_number_id
    assert number.password
    assert spec.app[0].secret


def test_everything_can_be_said() -> None:
    text = """
    [options]
    read_receipts = false
    [[app]]
    id = "42001"
    secret = "s3cret"
    token = "EAAtoken"
    [[waba]]
    id = "77001"
    subscribed = ["42001"]
    [[waba.template]]
    name = "hi"
    body = "Hi {{1}}"
    [[number]]
    name = "a"
    phone = "+16505550100"
    phone_number_id = "55001"
    pin = "123456"
    shards = 4
    [number.profile]
    websites = ["https://example.com"]
    """
    spec = parse_world(text)
    assert (spec.app[0].token, spec.waba[0].template[0].name, spec.number[0].shards) == ("EAAtoken", "hi", 4)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[number]", "not valid TOML"),
        ("", "at least one"),
        (SMALL + "pinn = '1'", "Unknown key 'pinn'"),
        (SMALL + "pin = '12'", "pin"),
        (SMALL + "shards = 3", "shards"),
        (SMALL + SMALL, "two numbers have the name 'a'"),
        (SMALL + 'waba = "999"', "WABA 999, which is not there"),
        (SMALL.replace('"a"', '"v1"'), "cannot be named 'v1'"),
        (SMALL + '[[waba]]\nid = "777"\nsubscribed = ["888"]', "app 888, which is not there"),
        ("[option]\n" + SMALL, "Unknown key 'option'"),
    ],
)
def test_what_cannot_be_says_why(text: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        parse_world(text)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no-such\.toml"):
        load_world(tmp_path / "no-such.toml")
    (tmp_path / "world.toml").write_text(SMALL)
    assert load_world(tmp_path / "world.toml").number[0].name == "a"


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_is_a_world_and_says_what_it_is(name: str) -> None:
    spec = load_world(Path(f"example:{name}"))
    assert len(spec.number) >= 2
    assert summary(name).endswith(".")
    assert set(World(spec).numbers) == {n.name for n in spec.number}


def test_an_example_that_does_not_exist_names_those_that_do() -> None:
    with pytest.raises(UsageError) as wrong:
        load_world(Path("example:moon"))
    assert all(name in (wrong.value.hint or "") for name in EXAMPLES)
