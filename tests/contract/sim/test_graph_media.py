"""Media on Cloud API: upload, find, fetch, forget."""

from __future__ import annotations

import hashlib
from urllib.parse import urlsplit

from tests.contract.sim.http import Answer, Graph, call
from wamigrate.sim.testing import Simulator

PDF = b"%PDF-1.4 simulated"


def upload(graph: Graph, name: str = "cloud", mime: str = "application/pdf", content: bytes = PDF) -> Answer:
    head = 'content-disposition: form-data; name="messaging_product"\r\n\r\nwhatsapp'
    file = f'content-disposition: form-data; name="file"; filename="a.pdf"\r\ncontent-type: {mime}\r\n\r\n'
    body = f"--b\r\n{head}\r\n--b\r\n{file}".encode() + content + b"\r\n--b--\r\n"
    return graph(
        "POST", f"/v23.0/{graph.id(name)}/media", body, content_type="multipart/form-data; boundary=b"
    )


def fetch(graph: Graph, url: str, token: str | None) -> Answer:
    parts = urlsplit(url)
    headers = {"authorization": f"Bearer {token}"} if token else {}
    return call(f"{parts.scheme}://{parts.netloc}", "GET", f"{parts.path}?{parts.query}", None, headers)


def test_media_are_uploaded_found_fetched_and_deleted(graph: Graph) -> None:
    media_id = upload(graph).json["id"]
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


def test_the_address_lives_five_minutes_and_needs_the_token(sim: Simulator, graph: Graph) -> None:
    media_id = upload(graph).json["id"]
    url = graph("GET", f"/v23.0/{media_id}").json["url"]
    assert fetch(graph, url, None).status == 401
    assert fetch(graph, url.replace("hash=", "hash=0"), graph.token).status == 404
    sim.control.advance(301)
    assert fetch(graph, url, graph.token).status == 404
    sim.control.advance(31 * 86400)
    assert graph("GET", f"/v23.0/{media_id}").error["error_subcode"] == 33


def test_only_listed_bare_types_are_taken(graph: Graph) -> None:
    for mime in ("audio/wav", "audio/ogg; codecs=opus", "application/zip"):
        answer = upload(graph, mime=mime)
        assert (answer.status, answer.error["code"]) == (400, 100)
        assert answer.error["message"].startswith(
            "(#100) Param file must be a file with one of the following"
        )
        assert answer.error["message"].endswith(f"Received file of type '{mime}'.")
    assert upload(graph, mime="audio/ogg").status == 200
    assert upload(graph, mime="image/jpeg", content=b"x" * 5_000_001).error["code"] == 131053


def test_a_number_may_upload_before_it_has_moved(graph: Graph) -> None:
    assert upload(graph, "main").status == 200


def test_media_of_another_number_are_not_found(graph: Graph) -> None:
    media_id = upload(graph).json["id"]
    assert graph("GET", f"/v23.0/{media_id}?phone_number_id={graph.id('main')}").error["error_subcode"] == 33
