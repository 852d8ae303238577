"""Media on Cloud API: upload, find, fetch, forget."""

from __future__ import annotations

import base64
import hashlib
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.contract.sim.http import Answer, Graph, Receiver, call, eventually
from tests.contract.sim.messages import refused
from wamigrate.sim.testing import Simulator

PDF = b"%PDF-1.4 simulated"
DAY = 86400.0
KNOWN = (
    "audio/aac, audio/mp4, audio/mpeg, audio/amr, audio/ogg, audio/opus, application/vnd.ms-powerpoint, "
    "application/msword, application/vnd.openxmlformats-officedocument.wordprocessingml.document, "
    "application/vnd.openxmlformats-officedocument.presentationml.presentation, "
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet, application/pdf, text/plain, "
    "application/vnd.ms-excel, image/jpeg, image/png, image/webp, video/mp4, video/3gpp."
)
ONE_OF = f"Param file must be a file with one of the following types: {KNOWN}"


def part(name: str, value: str) -> bytes:
    return f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()


def file(mime: str | None, content: bytes, filename: str = "a.pdf") -> bytes:
    head = f'--b\r\nContent-Disposition: form-data; name="file"; filename="{filename}"\r\n'
    head += f"Content-Type: {mime}\r\n" if mime else ""
    return f"{head}\r\n".encode() + content + b"\r\n"


def post(graph: Graph, *parts: bytes, name: str = "cloud") -> Answer:
    kind = "multipart/form-data; boundary=b"
    return graph("POST", f"/v23.0/{graph.id(name)}/media", b"".join(parts) + b"--b--\r\n", content_type=kind)


def upload(
    graph: Graph,
    name: str = "cloud",
    mime: str = "application/pdf",
    content: bytes = PDF,
    filename: str = "a.pdf",
) -> Answer:
    return post(graph, part("messaging_product", "whatsapp"), file(mime, content, filename), name=name)


def fetch(graph: Graph, url: str, token: str | None, **headers: str) -> Answer:
    parts = urlsplit(url)
    sent = {"authorization": f"Bearer {token}"} if token else {}
    return call(
        f"{parts.scheme}://{parts.netloc}", "GET", f"{parts.path}?{parts.query}", None, sent | headers
    )


def test_media_are_uploaded_found_fetched_and_deleted(graph: Graph) -> None:
    uploaded = upload(graph)
    assert (uploaded.status, set(uploaded.json)) == (200, {"id"})
    media_id = uploaded.json["id"]
    assert media_id.isdigit()
    found = graph("GET", f"/v23.0/{media_id}").json
    assert {k: v for k, v in found.items() if k != "url"} == {
        "mime_type": "application/pdf",
        "sha256": hashlib.sha256(PDF).hexdigest(),
        "file_size": len(PDF),
        "id": media_id,
        "messaging_product": "whatsapp",
    }
    fetched = fetch(graph, found["url"], graph.token)
    assert (fetched.body, fetched.headers["content-type"]) == (PDF, "application/pdf")
    assert fetched.headers["content-disposition"] == "inline;filename=a.pdf"
    assert graph.send("cloud", {"type": "document", "document": {"id": media_id}}).status == 200
    assert graph("DELETE", f"/{media_id}?phone_number_id={graph.id('cloud')}").json == {"success": True}
    assert graph("GET", f"/v23.0/{media_id}").error["error_subcode"] == 33
    assert fetch(graph, found["url"], graph.token).status == 404


def test_the_address_has_the_parts_of_metas(graph: Graph) -> None:
    media_id = upload(graph).json["id"]
    parts = urlsplit(graph("GET", f"/v23.0/{media_id}").json["url"])
    assert parts.path == "/whatsapp_business/attachments/"
    query = parse_qs(parts.query)
    assert list(query) == ["mid", "ext", "hash"]
    assert query["mid"] == [media_id]


def test_a_client_of_metas_name_gets_metas_other_name(sim: Simulator, graph: Graph) -> None:
    media_id = upload(graph).json["id"]
    found = graph("GET", f"/v23.0/{media_id}", host="graph.facebook.com").json["url"]
    assert urlsplit(found).hostname == "lookaside.fbsbx.com"
    elsewhere = graph("GET", f"/v23.0/{media_id}", host="meta.test:8443").json["url"]
    assert urlsplit(elsewhere).netloc == "meta.test:8443"


def test_the_address_lives_five_minutes_and_needs_the_token(sim: Simulator, graph: Graph) -> None:
    media_id = upload(graph).json["id"]
    url = graph("GET", f"/v23.0/{media_id}").json["url"]
    assert fetch(graph, url, None).status == 401
    assert fetch(graph, url, "another").status == 401
    assert fetch(graph, url.replace("hash=", "hash=0"), graph.token).status == 404
    assert fetch(graph, url.replace("ext=", "ext=9"), graph.token).status == 404
    sim.control.advance(290)
    assert fetch(graph, url, graph.token).status == 200
    sim.control.advance(11)
    assert fetch(graph, url, graph.token).status == 404
    assert fetch(graph, graph("GET", f"/v23.0/{media_id}").json["url"], graph.token).status == 200


def test_uploads_live_thirty_days(sim: Simulator, graph: Graph) -> None:
    media_id = upload(graph).json["id"]
    message = {"type": "document", "document": {"id": media_id}}
    sim.control.advance(30 * DAY - 60)
    assert graph("GET", f"/v23.0/{media_id}").status == 200
    assert graph.send("cloud", message).status == 200
    sim.control.advance(61)
    assert graph("GET", f"/v23.0/{media_id}").error["error_subcode"] == 33
    words = "Param document['id'] is not a valid whatsapp business account media attachment ID"
    assert refused(graph.send("cloud", message).error) == (100, words)


def test_what_a_customer_sent_lives_seven_days(sim: Simulator, graph: Graph) -> None:
    graph("POST", f"/v23.0/{graph.waba()}/subscribed_apps")
    sim.control.customer_says("16505551234", "cloud", type="image", image={})
    (delivery,) = eventually(sim.control.deliveries)
    (message,) = delivery["body"]["entry"][0]["changes"][0]["value"]["messages"]
    path = f"/v23.0/{message['image']['id']}"
    found = graph("GET", path).json
    assert base64.b64decode(message["image"]["sha256"]).hex() == found["sha256"]
    assert fetch(graph, found["url"], graph.token).headers["content-type"] == "image/jpeg"
    sim.control.advance(7 * DAY - 60)
    assert graph("GET", path).status == 200
    sim.control.advance(61)
    assert graph("GET", path).error["error_subcode"] == 33


@pytest.mark.parametrize(
    ("asked", "status", "body", "told"),
    [
        ("bytes=0-3", 206, b"%PDF", "bytes 0-3/18"),
        ("bytes=10-", 206, b"imulated", "bytes 10-17/18"),
        ("bytes=-4", 206, b"ated", "bytes 14-17/18"),
        ("bytes=0-999", 206, PDF, "bytes 0-17/18"),
        ("bytes=18-", 416, b"", "bytes */18"),
        ("bytes=5-2", 200, PDF, None),
        ("lines=1-2", 200, PDF, None),
    ],
)
def test_a_part_can_be_fetched(graph: Graph, asked: str, status: int, body: bytes, told: str | None) -> None:
    url = graph("GET", f"/v23.0/{upload(graph).json['id']}").json["url"]
    answer = fetch(graph, url, graph.token, range=asked)
    assert (answer.status, answer.body, answer.headers.get("content-range")) == (status, body, told)
    assert answer.headers["accept-ranges"] == "bytes"


@pytest.mark.parametrize("mime", ["audio/wav", "audio/ogg; codecs=opus", "application/zip", "image/gif"])
def test_only_listed_bare_types_are_taken(graph: Graph, mime: str) -> None:
    answer = upload(graph, mime=mime)
    assert (answer.status, "error_data" in answer.error) == (400, False)
    assert refused(answer.error) == (100, f"{ONE_OF} Received file of type '{mime}'.")


def test_the_type_of_the_part_counts_and_not_the_parameter(graph: Graph) -> None:
    product, kind = part("messaging_product", "whatsapp"), part("type", "audio/ogg")
    assert post(graph, product, kind, file("audio/ogg", b"OggS")).status == 200
    assert post(graph, product, kind, file("audio/wav", b"RIFF")).error["code"] == 100
    nameless = post(graph, product, kind, file(None, b"OggS"))
    assert nameless.error["message"].endswith("Received file of type 'application/octet-stream'.")


def test_what_is_no_file_is_refused(graph: Graph) -> None:
    product = part("messaging_product", "whatsapp")
    assert refused(post(graph, product).error) == (100, "The parameter file is required.")
    assert refused(post(graph, product, part("file", "@/a.jpg")).error) == (100, ONE_OF)
    assert refused(post(graph, file("image/png", b"x")).error) == (
        100,
        "The parameter messaging_product is required.",
    )
    path = f"/v23.0/{graph.id('cloud')}/media"
    by_json = graph("POST", path, {"messaging_product": "whatsapp", "file": "@/a.jpg;type=image/jpeg"})
    assert refused(by_json.error) == (100, ONE_OF)


def test_files_that_are_too_large_are_refused(graph: Graph) -> None:
    assert upload(graph, mime="image/jpeg", content=b"x" * 5_000_000).status == 200
    answer = upload(graph, mime="image/jpeg", content=b"x" * 5_000_001)
    assert refused(answer.error) == (131053, "The file is larger than 5000000 bytes")


@pytest.mark.parametrize(
    ("mime", "size", "kind"), [("image/webp", 2_000_000, "sticker"), ("text/plain", 1, "image")]
)
def test_what_can_be_uploaded_and_not_sent_fails_afterwards(
    sim: Simulator, graph: Graph, hook: Receiver, mime: str, size: int, kind: str
) -> None:
    path = f"/v23.0/{graph.waba()}/subscribed_apps"
    graph("POST", path)
    graph("POST", path, {"override_callback_uri": hook.url, "verify_token": hook.verify_token})
    media_id = upload(graph, mime=mime, content=b"x" * size).json["id"]
    assert graph.send("cloud", {"type": kind, kind: {"id": media_id}}).status == 200
    (body,) = hook.wait_for(1)
    (status,) = body["entry"][0]["changes"][0]["value"]["statuses"]
    assert (status["status"], status["errors"][0]["code"]) == ("failed", 131053)


def test_a_number_may_upload_before_it_has_moved(graph: Graph) -> None:
    assert upload(graph, "main").status == 200


def test_media_of_another_number_are_not_found(graph: Graph) -> None:
    media_id = upload(graph).json["id"]
    for method in ("GET", "DELETE"):
        answer = graph(method, f"/v23.0/{media_id}?phone_number_id={graph.id('main')}")
        assert (answer.status, answer.error["error_subcode"]) == (400, 33)
    other = upload(graph, "main").json["id"]
    assert graph.send("cloud", {"type": "document", "document": {"id": other}}).error["code"] == 100


def test_ids_that_are_none(graph: Graph) -> None:
    answer = graph("DELETE", "/123_123")
    assert (answer.status, answer.error["type"]) == (400, "OAuthException")
    assert refused(answer.error) == (100, "Invalid post_id parameter")
    asked = graph("GET", "/123_123")
    assert (asked.status, asked.error["type"], asked.error["error_subcode"]) == (
        400,
        "GraphMethodException",
        33,
    )
    assert asked.error["message"].startswith(
        "Unsupported get request. Object with ID '123_123' does not exist"
    )
    assert graph("DELETE", "/1234567").error["error_subcode"] == 33


def test_a_name_cannot_break_the_header(graph: Graph) -> None:
    media_id = upload(graph, filename="b\u00e4d; name.pdf").json["id"]
    fetched = fetch(graph, graph("GET", f"/v23.0/{media_id}").json["url"], graph.token)
    assert fetched.headers["content-disposition"].startswith("inline;filename=b")
    assert ";" not in fetched.headers["content-disposition"].removeprefix("inline;")
