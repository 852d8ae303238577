"""A certificate that changes while the bridge runs."""

from __future__ import annotations

import shutil
import socket
import ssl
import threading
from pathlib import Path

import pytest

from wamigrate.bridge.tls import ReloadingContext, open_tls
from wamigrate.config import BridgeSettings, Settings
from wamigrate.errors import ConfigError
from wamigrate.sim.tls import make_certificates


def files(folder: Path, label: str) -> tuple[Path, Path]:
    made = make_certificates(folder, label, ["localhost"])
    return made.cert_file, made.key_file


def serial(context: ssl.SSLContext) -> bytes:
    """The certificate that a client is shown."""
    ours, theirs = socket.socketpair()
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE

    def serve() -> None:
        with context.wrap_socket(theirs, server_side=True) as served:
            served.recv(1)

    thread = threading.Thread(target=serve)
    thread.start()
    with trusting.wrap_socket(ours, server_hostname="localhost") as client:
        shown = client.getpeercert(binary_form=True)
        client.send(b"x")
    thread.join()
    assert shown is not None
    return shown


def test_new_connections_get_the_new_certificate(tmp_path: Path) -> None:
    cert, key = files(tmp_path, "one")
    tls = ReloadingContext(cert, key)
    first = serial(tls.context)
    assert tls.refresh() is False
    for new, old in zip(files(tmp_path, "two"), (cert, key), strict=True):
        shutil.copy(new, old)
    assert tls.refresh() is True
    assert serial(tls.context) != first


def test_a_certificate_that_cannot_be_used_leaves_the_old_one(tmp_path: Path) -> None:
    cert, key = files(tmp_path, "one")
    tls = ReloadingContext(cert, key)
    first = serial(tls.context)
    cert.write_text("not a certificate")
    assert tls.refresh() is False
    assert serial(tls.context) == first


def test_a_key_that_does_not_belong_to_the_certificate_is_refused(tmp_path: Path) -> None:
    cert, _ = files(tmp_path, "one")
    _, key = files(tmp_path, "two")
    with pytest.raises(ConfigError):
        ReloadingContext(cert, key)


def test_a_certificate_that_is_not_there_is_named(tmp_path: Path) -> None:
    _, key = files(tmp_path, "one")
    with pytest.raises(ConfigError) as caught:
        ReloadingContext(tmp_path / "gone.pem", key)
    assert caught.value.message == f"{tmp_path / 'gone.pem'} cannot be read: No such file or directory."


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        (BridgeSettings(tls_cert="bridge.pem"), "tls_key"),
        (BridgeSettings(tls_key="bridge-key.pem"), "tls_cert"),
    ],
)
def test_one_of_the_two_files_is_no_plain_http(given: BridgeSettings, missing: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=rf"bridge\.{missing} is missing"):
        open_tls(Settings(bridge=given, folder=tmp_path))
