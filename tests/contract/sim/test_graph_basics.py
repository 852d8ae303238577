"""What every Graph call has in common: envelope, headers, versions, tokens, ways to send parameters."""

from __future__ import annotations

import hashlib
import hmac
import json
from urllib.parse import urlencode

import pytest

from tests.contract.sim.http import Graph, call
from wamigrate.sim.testing import Simulator


def test_an_unknown_id_is_400_with_code_100_and_subcode_33(graph: Graph) -> None:
    answer = graph("GET", "/v23.0/999999")
    assert answer.status == 400
    assert answer.error == {
        "message": "Unsupported get request. Object with ID '999999' does not exist, cannot be loaded due to "
        "missing permissions, or does not support this operation. Please read the Graph API documentation at "
        "https://developers.facebook.com/docs/graph-api",
        "type": "GraphMethodException",
        "code": 100,
        "error_subcode": 33,
        "fbtrace_id": answer.headers["x-fb-request-id"],
    }
    assert answer.headers["www-authenticate"].startswith(
        'OAuth "Facebook Platform" "invalid_request" "Unsupp'
    )
    assert answer.headers["cache-control"] == "no-store"
    assert "x-app-usage" in answer.headers


def test_a_verb_that_a_node_does_not_know_is_the_same_error(graph: Graph) -> None:
    answer = graph("DELETE", f"/v23.0/{graph.id('main')}")
    assert (answer.error["code"], answer.error["error_subcode"]) == (100, 33)
    assert answer.error["message"].startswith("Unsupported delete request.")


def test_unknown_fields_and_edges_are_named_with_the_node_type(graph: Graph) -> None:
    field = graph("GET", f"/v23.0/{graph.waba()}?fields=messaging_limit_tier")
    text = "Tried accessing nonexisting field ({}) on node type (WhatsAppBusinessAccount)"
    assert field.error["message"] == "(#100) " + text.format("messaging_limit_tier")
    edge = graph("GET", f"/v23.0/{graph.waba()}/no_such_edge")
    assert edge.error["message"] == "(#100) " + text.format("no_such_edge")


@pytest.mark.parametrize("path", ["/v23.0/no/such/path", "/nothing", "/v99.0/1060", "/v23.7/1060"])
def test_paths_and_versions_that_do_not_exist_are_code_2500(graph: Graph, path: str) -> None:
    answer = graph("GET", path)
    assert (answer.status, answer.error["code"]) == (400, 2500)
    assert answer.error["message"].startswith("Unknown path components: /")


def test_the_version_may_be_left_out_and_old_ones_are_upgraded_with_a_warning(graph: Graph) -> None:
    path = f"/{graph.id('main')}?fields=id"
    assert graph("GET", path).json == {"id": graph.id("main")}
    assert graph("GET", "/v23.0" + path).headers["facebook-api-version"] == "v23.0"
    old = graph("GET", "/v16.0" + path)
    assert old.headers["facebook-api-version"] == "v20.0"
    assert "auto-upgraded to v20.0 as v16.0" in old.headers["x-ad-api-version-warning"]


def test_answers_are_written_as_php_does(sim: Simulator, graph: Graph) -> None:
    sim.control.change_number("main", verified_name="Café / 花")
    answer = graph("GET", f"/v23.0/{graph.id('main')}?fields=verified_name")
    assert answer.headers["content-type"] == "application/json; charset=UTF-8"
    assert answer.body == b'{"verified_name":"Caf\\u00e9 \\/ \\u82b1","id":"%s"}' % graph.id("main").encode()
    assert answer.headers["etag"] == f'"{hashlib.sha1(answer.body).hexdigest()}"'


def test_usage_headers_name_the_waba_and_the_kind_of_call(graph: Graph) -> None:
    management = json.loads(graph("GET", f"/v23.0/{graph.waba()}").headers["x-business-use-case-usage"])
    assert management[graph.waba()][0]["type"] == "whatsapp_business_management"
    sent = graph.send("cloud", {"type": "text", "text": {"body": "x"}})
    messaging = json.loads(sent.headers["x-business-use-case-usage"])
    assert messaging[graph.waba()][0]["type"] == "whatsapp"


def test_parameters_come_as_json_form_multipart_or_query(graph: Graph) -> None:
    path = f"/v23.0/{graph.id('cloud')}/messages"
    given = {"messaging_product": "whatsapp", "to": "16505551234", "type": "TEXT", "text": '{"body":"x"}'}
    form = "application/x-www-form-urlencoded"
    parts = "".join(
        f'--b\r\ncontent-disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in given.items()
    )
    answers = [
        graph("POST", path, {**given, "text": {"body": "x"}, "to": 16505551234}),
        graph("POST", path, urlencode(given), content_type=form),
        graph("POST", path, parts + "--b--\r\n", content_type="multipart/form-data; boundary=b"),
        graph("POST", f"{path}?{urlencode(given)}"),
        graph("POST", path + "/", {**given, "messaging_product": "WHATSAPP", "text": {"body": "x"}}),
    ]
    assert [a.status for a in answers] == [200] * 5


@pytest.mark.parametrize("body", [b"", b"{broken", b"[]", {}])
def test_a_body_that_cannot_be_read_lacks_messaging_product(graph: Graph, body: object) -> None:
    answer = graph("POST", f"/v23.0/{graph.id('cloud')}/messages", body)
    assert (answer.status, answer.error["code"]) == (400, 100)
    assert answer.error["message"] == "(#100) The parameter messaging_product is required."
    assert "error_data" not in answer.error


def test_the_id_is_looked_at_before_the_parameters(graph: Graph) -> None:
    answer = graph("POST", "/v23.0/999999/register", {"messaging_product": "whatsapp", "pin": "123"})
    assert (answer.error["code"], answer.error["error_subcode"]) == (100, 33)


def test_a_token_must_be_there_readable_and_alive(sim: Simulator, graph: Graph) -> None:
    path = f"/v23.0/{graph.id('main')}"
    assert call(graph.url, "GET", path).json["error"]["code"] == 104
    unreadable = graph("GET", path, token="no-such-token")
    assert (unreadable.status, unreadable.error["code"]) == (401, 190)
    assert '"invalid_token"' in unreadable.headers["www-authenticate"]
    assert call(graph.url, "GET", f"{path}?access_token={graph.token}").status == 200
    sim.control.fault("token_expired", api="graph")
    expired = graph("GET", path)
    assert (expired.status, expired.error["code"], expired.error["error_subcode"]) == (401, 190, 463)
    assert expired.error["message"].startswith("Error validating access token: Session has expired on ")


def test_the_app_secret_proof_is_checked_when_it_is_given(sim: Simulator, graph: Graph) -> None:
    path = f"/v23.0/{graph.id('main')}?fields=id&appsecret_proof="
    good = hmac.new(sim.graph["app_secret"].encode(), graph.token.encode(), hashlib.sha256).hexdigest()
    assert graph("GET", path + good).status == 200
    wrong = graph("GET", path + "0" * 64)
    assert (wrong.status, wrong.error["code"]) == (400, 100)
    assert wrong.error["message"] == "Invalid appsecret_proof provided in the API argument"


def test_an_app_token_does_not_reach_numbers_and_a_user_token_not_the_app(graph: Graph) -> None:
    refused = graph("GET", f"/v23.0/{graph.id('main')}", token=graph.app_token)
    assert refused.error["code"] == 200
    assert graph("GET", f"/v23.0/{graph.app_id}/subscriptions").error["code"] == 15


def test_a_token_in_the_parameters_goes_before_the_header(graph: Graph) -> None:
    path = f"/v23.0/{graph.app_id}/subscriptions"
    assert graph("GET", f"{path}?access_token={graph.app_token}").status == 200
    assert graph("GET", path).error["code"] == 15


@pytest.mark.parametrize("version", range(13, 27))
def test_every_version_from_13_to_26_is_served(graph: Graph, version: int) -> None:
    answer = graph("GET", f"/v{version}.0/{graph.id('main')}?fields=id")
    assert answer.json == {"id": graph.id("main")}
    assert answer.headers["facebook-api-version"] == f"v{max(version, 20)}.0"
    assert ("x-ad-api-version-warning" in answer.headers) is (version < 20)


@pytest.mark.parametrize("version", ["v12.0", "v27.0", "v23.1", "v23", "v1x.0"])
def test_other_versions_are_unknown_paths(graph: Graph, version: str) -> None:
    answer = graph("GET", f"/{version}/{graph.id('main')}")
    assert (answer.status, answer.error["code"]) == (400, 2500)
    assert answer.error["message"].startswith(f"Unknown path components: /{version}")


def test_an_upgraded_call_is_warned_of_in_errors_too(graph: Graph) -> None:
    answer = graph("GET", "/v19.0/999999")
    assert answer.headers["x-ad-api-version-warning"] == (
        "The call has been auto-upgraded to v20.0 as v19.0 has been deprecated."
    )
    assert "x-app-usage" in answer.headers


def test_an_answer_that_the_client_has_is_not_sent_again(graph: Graph) -> None:
    path = f"/v23.0/{graph.id('main')}?fields=verified_name"
    etag = graph("GET", path).headers["etag"]
    again = graph("GET", path, if_none_match=etag)
    assert (again.status, again.body, again.headers["etag"]) == (304, b"", etag)
    assert graph("GET", path, if_none_match='"other"').status == 200


def test_head_is_a_get_without_its_body(graph: Graph) -> None:
    path = f"/v23.0/{graph.id('main')}?fields=verified_name"
    head, whole = graph("HEAD", path), graph("GET", path)
    assert (head.status, head.body, head.headers["etag"]) == (200, b"", whole.headers["etag"])
    assert head.headers["content-length"] == str(len(whole.body))


def test_a_browser_may_call_from_any_page(graph: Graph) -> None:
    asked = graph("OPTIONS", f"/v23.0/{graph.id('cloud')}/messages", access_control_request_headers="x-a")
    assert (asked.status, asked.body) == (200, b"")
    assert asked.headers["access-control-allow-origin"] == "*"
    assert "POST" in asked.headers["access-control-allow-methods"]
    assert asked.headers["access-control-allow-headers"] == "x-a"


def test_the_id_stands_where_it_was_asked_for_and_else_last(graph: Graph) -> None:
    path = f"/v23.0/{graph.id('main')}?fields="
    assert list(graph("GET", path + "id,status").json) == ["id", "status"]
    assert list(graph("GET", path + "status").json) == ["status", "id"]


def test_registration_counts_as_messaging(graph: Graph) -> None:
    answer = graph.register("cloud", "123456")
    usage = json.loads(answer.headers["x-business-use-case-usage"])
    assert usage[graph.waba()][0]["type"] == "whatsapp"


def test_an_error_quotes_nothing_that_would_break_its_headers(graph: Graph) -> None:
    answer = graph("POST", f"/v23.0/{graph.waba()}/flows", {"name": "x", "categories": ["a\r\nb: c"]})
    assert answer.status == 400
    assert "b" not in answer.headers
    assert "a??b: c" in answer.headers["www-authenticate"]


def test_a_method_can_be_named_in_a_parameter(graph: Graph) -> None:
    path = f"/v23.0/{graph.id('cloud')}/message_qrdls"
    code = graph("POST", path, {"prefilled_message": "Hi"}).json["code"]
    assert graph("POST", f"{path}/{code}?prefilled_message=Yo").json["prefilled_message"] == "Yo"
    assert graph("POST", f"{path}/{code}?method=delete").json == {"success": True}
    assert graph("GET", path).json == {"data": []}


def test_an_app_gets_its_own_token(sim: Simulator, graph: Graph) -> None:
    secret = sim.graph["app_secret"]
    path = f"/oauth/access_token?client_id={graph.app_id}&client_secret="
    granted = call(graph.url, "GET", path + secret + "&grant_type=client_credentials").json
    assert granted == {"access_token": graph.app_token, "token_type": "bearer"}
    refused = call(graph.url, "GET", path + "wrong").json["error"]
    assert refused["message"] == "Error validating client secret."
    data = graph("GET", f"/v23.0/debug_token?input_token={graph.app_token}", token=graph.app_token).json
    assert data["data"] == {
        "app_id": graph.app_id,
        "type": "APP",
        "application": "Flower Shop",
        "is_valid": True,
        "scopes": [],
    }
