"""What the bridge learned while a number was on On-Premises is what applications find after the move."""

from __future__ import annotations

import base64
import contextlib
import threading
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest

from tests.bridge.conftest import WORLD
from tests.bridge.places import Application, Bridge, Got, free_port, open_bridge, receiving
from tests.contract.sim.http import Graph, OnPrem
from tests.harness import Ended, wait_for
from wamigrate.core.payload import JsonObject
from wamigrate.sim.testing import running_simulator

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40
PROVIDERS = "/v1/settings/application/media/providers"
PAIR = "Basic " + base64.b64encode(b"u:p").decode()


@dataclass
class Host:
    """A media provider's host: it counts who asked for what, and with which credentials."""

    port: int = 0
    asked: list[tuple[str, str]] = field(default_factory=list)
    slow: threading.Event = field(default_factory=threading.Event)

    def link(self, path: str, host: str = "localhost") -> str:
        return f"http://{host}:{self.port}{path}"

    def times(self, path: str) -> int:
        return sum(1 for asked, _ in self.asked if asked == path)


@contextlib.contextmanager
def hosting() -> Iterator[Host]:
    host = Host()

    class Files(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            given = self.headers.get("authorization", "")
            host.asked.append((self.path, given))
            if self.path.startswith("/slow"):
                host.slow.wait(30)
            may = given in ("Bearer tok", PAIR) or self.path.startswith("/open/")
            status = 302 if self.path == "/moved.png" else 200 if may else 403
            self.send_response(status)
            self.send_header("content-type", "image/png")
            self.send_header("content-length", str(len(PNG)))
            if status == 302:
                self.send_header("location", "/a.png")
            self.end_headers()
            self.wfile.write(PNG)

        def log_message(self, *_: object) -> None:
            """Nothing to say."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Files)
    server.daemon_threads = True
    host.port = server.server_port
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield host
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def application() -> Iterator[Application]:
    with receiving() as application:
        yield application


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    with hosting() as host:
        yield host


@dataclass
class Story:
    """A number that was moved, and how the first try ended."""

    bridge: Bridge
    api_key: str
    first_try: Ended
    answered_meanwhile: Got


def provider(name: str, **config: object) -> list[JsonObject]:
    return [{"name": name, "type": "www", "config": config}]


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory, application: Application) -> Iterator[Story]:
    port, folder = free_port(), tmp_path_factory.mktemp("learned") / "site"
    options = ("typing_on_read", "media_links", "template_errors_later")
    lines = "\n".join([f'public_url = "http://127.0.0.1:{port}"', *(f"{one} = true" for one in options)])
    with (
        running_simulator(WORLD.format(port=port)) as sim,
        open_bridge(
            folder,
            sim,
            "main",
            application=application,
            port=port,
            lines=lines,
            number_keys={"short_message_ids": "true", "uuid_media_ids": "true"},
        ) as bridge,
    ):
        deployment = OnPrem(sim)
        assert deployment("POST", PROVIDERS, provider("early", bearer="tok")).status == 200
        settings = {"webhooks": {"url": application.url}, "show_security_notifications": True}
        assert bridge.ask("main", "PATCH", "/v1/settings/application", settings).status == 200
        assert bridge.site.run("bridge", "attach", "main").code == 0
        basic = {"username": "u", "password": "p"}
        assert bridge.ask("main", "POST", PROVIDERS, provider("late", basic=basic)).status == 200
        assert bridge.ask("main", "POST", PROVIDERS, provider("gone", bearer="tok")).status == 200
        assert bridge.ask("main", "DELETE", f"{PROVIDERS}/gone").status == 200
        for key, status in ((deployment.api_key, 200), ("not-the-key-1", 401)):
            assert monitor(bridge, "/v1/health", key).status == status
        stranger = {"authorization": f"Bearer {deployment.login().json['users'][0]['token']}"}
        assert bridge.call("GET", "/main/v1/health", None, {**stranger, "user-agent": "cron/1"}).status == 200

        first_try = bridge.site.run("migrate", "main", "--execute", "--approve")
        meanwhile = bridge.ask("main", "POST", "/v1/messages", {"to": "16505550777", "text": {"body": "hi"}})
        [known] = bridge.site.run("bridge", "user", "list", "main", "--json").document["unknown"]
        assert bridge.site.run("bridge", "user", "accept", "main", known["token"]).code == 0
        moved = bridge.site.run("migrate", "main", "--execute", "--approve")
        assert moved.code == 0, moved.err
        yield Story(bridge, deployment.api_key, first_try, meanwhile)


def monitor(bridge: Bridge, path: str, key: str) -> Got:
    return bridge.call("GET", f"/main{path}", None, {"authorization": f"Apikey {key}"})


def send_file(bridge: Bridge, customer: str, link: str, name: object = "early") -> Got:
    image = {"link": link, "provider": {"name": name}}
    return bridge.ask("main", "POST", "/v1/messages", {"to": customer, "type": "image", "image": image})


def failed(application: Application, got: Got) -> JsonObject:
    assert got.status == 201, got
    message_id = got.json["messages"][0]["id"]
    return wait_for(
        lambda: [
            s for s in application.about("statuses") if (s["id"], s["status"]) == (message_id, "failed")
        ],
        "the failed status",
    )[0]


def test_a_caller_known_only_by_its_token_stands_against_the_hold_until_it_is_accepted(story: Story) -> None:
    assert story.first_try.code == 1
    assert "cron/1 from 127.0.0.1" in story.first_try.err
    assert "wamigrate bridge user accept main" in story.first_try.out
    assert story.answered_meanwhile.status == 201


@pytest.mark.parametrize(
    "path", ["/v1/health", "/v1/stats/app", "/v1/stats/app/internal", "/v1/stats/db", "/metrics"]
)
def test_monitoring_goes_on_with_its_api_key(story: Story, path: str) -> None:
    assert monitor(story.bridge, path, story.api_key).status == 200
    assert monitor(story.bridge, path, "not-the-key-1").status == 401


def test_an_api_key_opens_nothing_else(story: Story) -> None:
    for path in ("/v1/support", "/v1/settings/application", "/v1/users/admin"):
        assert monitor(story.bridge, path, story.api_key).status == 401
    bearer = {"authorization": f"Bearer {story.api_key}"}
    assert story.bridge.call("GET", "/main/v1/health", None, bearer).status == 401


def test_providers_are_known_as_they_were(story: Story) -> None:
    shown = story.bridge.ask("main", "GET", PROVIDERS).json["settings"]["application"]["media"]["providers"]
    assert [one["name"] for one in shown] == ["early", "late"]


def test_a_provider_s_link_is_fetched_with_its_credentials_and_once_for_many(
    story: Story, host: Host, customer: str
) -> None:
    story.bridge.meet(customer, "main")
    for _ in range(3):
        assert send_file(story.bridge, customer, host.link("/a.png")).status == 201
    assert send_file(story.bridge, customer, host.link("/b.png"), "late").status == 201
    received = story.bridge.customer_got(customer, 4)
    assert [message["type"] for message in received] == ["image"] * 4
    assert host.times("/a.png") == 1
    assert {("/a.png", "Bearer tok"), ("/b.png", PAIR)} <= set(host.asked)


def test_a_link_into_the_own_network_is_fetched_where_the_operator_allowed_its_host(
    story: Story, host: Host, customer: str
) -> None:
    story.bridge.meet(customer, "main")
    image = {"link": host.link("/open/a.png"), "caption": "from inside"}
    body = {"to": customer, "type": "image", "image": image}
    assert story.bridge.ask("main", "POST", "/v1/messages", body).status == 201
    [received] = story.bridge.customer_got(customer, 1)
    assert received["image"]["caption"] == "from inside"
    assert ("/open/a.png", "") in host.asked


def test_a_slow_file_costs_the_application_no_time(story: Story, host: Host, customer: str) -> None:
    story.bridge.meet(customer, "main")
    assert send_file(story.bridge, customer, host.link("/slow.png")).status == 201
    assert not host.slow.is_set()
    text = {"to": customer, "text": {"body": "behind it"}}
    assert story.bridge.ask("main", "POST", "/v1/messages", text).status == 201
    host.slow.set()
    assert [m["type"] for m in story.bridge.customer_got(customer, 2)] == ["image", "text"]
    assert host.times("/slow.png") == 1


@pytest.mark.parametrize(
    ("path", "host_name", "why"),
    [
        ("/moved.png", "localhost", "HTTP 302"),
        ("/a.png", "127.0.0.1", "a private address"),
        ("/a.png", "[::ffff:127.0.0.1]", "a private address"),
    ],
)
def test_a_link_that_cannot_be_fetched_fails_as_it_did(
    story: Story, application: Application, host: Host, customer: str, path: str, host_name: str, why: str
) -> None:
    error = failed(application, send_file(story.bridge, customer, host.link(path, host_name)))["errors"][0]
    assert error["code"] == 1014
    assert why in error["details"]


def test_a_provider_that_was_deleted_is_not_used(story: Story, host: Host, customer: str) -> None:
    assert send_file(story.bridge, customer, host.link("/never.png"), "gone").code == 1006
    assert host.times("/never.png") == 0


def test_a_provider_without_a_link_is_no_file(story: Story, customer: str) -> None:
    body = {"to": customer, "type": "image", "image": {"provider": {"name": "early"}}}
    assert story.bridge.ask("main", "POST", "/v1/messages", body).code == 1008


def test_cloud_api_looks_at_keys_because_the_deployment_did(story: Story) -> None:
    graph = Graph(story.bridge.sim)

    def is_on() -> bool:
        shown = graph("GET", f"/v23.0/{graph.id('main')}/settings").json
        return shown["user_identity_change"]["enable_identity_key_check"] is True

    wait_for(is_on, "the identity check")


def test_media_of_customers_carry_their_address_and_marking_as_read_shows_typing_where_that_is_wanted(
    story: Story, application: Application, customer: str
) -> None:
    story.bridge.sim.control.customer_says(customer, "main", type="image", image={})
    [message] = wait_for(
        lambda: [m for m in application.about("messages") if m["from"] == customer], "the message"
    )
    image = message["image"]
    assert image["link"] == f"http://127.0.0.1:{story.bridge.port}/main/v1/media/{image['id']}"
    token = {"authorization": f"Bearer {story.bridge.token('main')}"}
    assert story.bridge.call("GET", urlsplit(image["link"]).path, None, token).status == 200
    read = {"status": "read", "message_id": message["id"]}
    assert story.bridge.ask("main", "POST", "/v1/messages", read).status == 200


def test_with_short_ids_both_sides_of_a_talk_have_ids_as_on_premises_made_them(
    story: Story, application: Application, customer: str
) -> None:
    story.bridge.meet(customer, "main")
    got = story.bridge.ask("main", "POST", "/v1/messages", {"to": customer, "text": {"body": "Well?"}})
    ours = got.json["messages"][0]["id"]
    assert (len(ours), ours[:4]) == (26, "gBEG")
    [sent] = story.bridge.customer_got(customer, 1)
    story.bridge.sim.control.customer_does(customer, "read", id=sent["id"])
    wait_for(lambda: (ours, "read") in known(application), "the status under the short ID")

    answer = {"to": "main", "type": "text", "text": {"body": "Yes"}, "context": {"id": sent["id"]}}
    story.bridge.sim.control.call("POST", f"/customers/{customer}/messages", answer)
    theirs = wait_for(
        lambda: [m for m in application.about("messages") if m["from"] == customer and "context" in m],
        "the answer",
    )[0]
    assert (len(theirs["id"]), theirs["id"][:4], theirs["context"]["id"]) == (26, "ABEG", ours)
    path = f"/v1/messages/{theirs['id']}"
    assert story.bridge.ask("main", "PUT", path, {"status": "read"}).status == 200
    quoting = {"to": customer, "text": {"body": "Good"}, "context": {"message_id": theirs["id"]}}
    assert story.bridge.ask("main", "POST", "/v1/messages", quoting).status == 201


@pytest.mark.parametrize("kinds", [["image"], []], ids=["fetched", "left on Cloud API"])
def test_with_uuids_files_have_ids_as_on_premises_made_them_in_both_directions(
    story: Story, application: Application, customer: str, kinds: list[str]
) -> None:
    settings = {"media": {"auto_download": kinds}}
    assert story.bridge.ask("main", "PATCH", "/v1/settings/application", settings).status == 200
    story.bridge.meet(customer, "main")
    made = story.bridge.ask("main", "POST", "/v1/media", PNG, {"content-type": "image/png"})
    ours = made.json["media"][0]["id"]
    assert str(uuid.UUID(ours)) == ours
    body = {"to": customer, "type": "image", "image": {"id": ours}}
    assert story.bridge.ask("main", "POST", "/v1/messages", body).status == 201
    assert story.bridge.customer_got(customer, 1)[0]["type"] == "image"
    assert story.bridge.ask("main", "DELETE", f"/v1/media/{ours}").status == 200

    story.bridge.sim.control.customer_says(customer, "main", type="image", image={})
    [message] = wait_for(
        lambda: [m for m in application.about("messages") if (m["from"], m["type"]) == (customer, "image")],
        "the picture",
    )
    theirs = message["image"]["id"]
    assert str(uuid.UUID(theirs)) == theirs
    assert story.bridge.ask("main", "GET", f"/v1/media/{theirs}").status == 200


def known(application: Application) -> set[tuple[str, str]]:
    return {(status["id"], status["status"]) for status in application.about("statuses")}


def test_where_it_is_wanted_a_template_that_cloud_api_refuses_fails_by_webhook(
    story: Story, application: Application, customer: str
) -> None:
    language = {"policy": "deterministic", "code": "en_US"}
    template = {"name": "no_such_template", "language": language}
    body = {"to": customer, "type": "template", "template": template}
    error = failed(application, story.bridge.ask("main", "POST", "/v1/messages", body))["errors"][0]
    assert error["code"] == 2001


def photo(story: Story) -> str:
    """Where Meta has the picture now. The simulators have only its address."""
    got = story.bridge.ask("main", "GET", "/v1/settings/profile/photo?format=link")
    return str(got.json["settings"]["profile"]["photo"]["link"]) if got.status == 200 else ""


def test_the_profile_photo_is_replaced_and_read(story: Story) -> None:
    path, before = "/v1/settings/profile/photo", photo(story)
    put = story.bridge.ask("main", "POST", path, PNG, {"content-type": "image/png"})
    assert put.status == 200, put
    after = photo(story)
    assert after.startswith("https://")
    assert after != before
    odd = story.bridge.ask("main", "POST", path, b"GIF89a", {"content-type": "image/gif"})
    assert (odd.status, odd.code) == (400, 1009)
    assert story.bridge.ask("main", "DELETE", path).code == 1014
