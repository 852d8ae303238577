"""The error tables: every code once, with a status that HTTP knows."""

from __future__ import annotations

import http

from wamigrate.sim.cloud import errors as cloud
from wamigrate.sim.onprem import errors as onprem

REGISTER = (100, 200, 131000, 131031, 133000, 133004, 133005, 133006, 133008, 133009, 133010, 133015, 133016)


def test_statuses_are_real_and_titles_are_there() -> None:
    for table in (cloud.TITLES, onprem.TITLES):
        for code, (status, title) in table.items():
            assert isinstance(code, int)
            assert http.HTTPStatus(status).value >= 400
            assert title


def test_every_code_of_register_has_its_own_row() -> None:
    assert all(code in cloud.TITLES for code in REGISTER)


def test_messaging_errors_carry_the_product_and_plain_ones_do_not() -> None:
    messaging = cloud.GraphError(133005, "no").envelope("T")["error"]
    assert messaging["message"] == "(#133005) Two step verification PIN Mismatch"
    assert messaging["error_data"] == {"messaging_product": "whatsapp", "details": "no"}
    plain = cloud.GraphError(190).envelope("T")["error"]
    assert (plain["message"], plain["fbtrace_id"], "error_data" in plain) == (
        "Invalid OAuth access token.",
        "T",
        False,
    )
