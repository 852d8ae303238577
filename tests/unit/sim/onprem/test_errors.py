"""Errors of On-Premises, in answers and in webhooks."""

from __future__ import annotations

from wamigrate.apis.onprem.error_codes import BY_CODE
from wamigrate.sim.onprem.errors import HREF, TITLES, WEBHOOK_TITLES, OnPremRefusal, webhook_error


def test_every_documented_code_has_its_title() -> None:
    assert set(TITLES) | set(WEBHOOK_TITLES) == set(BY_CODE)
    assert not set(TITLES) & set(WEBHOOK_TITLES)
    assert all(title == BY_CODE[code].title for code, (_, title) in TITLES.items())


def test_details_are_left_out_where_there_are_none() -> None:
    assert OnPremRefusal(1008).errors() == [{"code": 1008, "title": "Required parameter is missing"}]


def test_a_title_that_is_a_sentence_is_not_said_twice() -> None:
    window = webhook_error(470, details="Message failed to send because more than 24 hours have passed since")
    assert window["details"].endswith("since")
    again = webhook_error(470, details=window["title"] + ".")
    assert again == {"code": 470, "title": window["title"], "href": HREF}
