"""TLS in front: the certificate is read anew when its file changes, and no connection is lost over it."""

from __future__ import annotations

import logging
import ssl
import threading
from pathlib import Path

from wamigrate.config import Settings
from wamigrate.errors import ConfigError

__all__ = ["ReloadingContext", "open_tls"]

log = logging.getLogger("wamigrate.bridge")


def open_tls(settings: Settings) -> ReloadingContext | None:
    """The certificate of the configuration; None for plain HTTP. ConfigError where it cannot be used."""
    cert, key = settings.bridge.tls_cert, settings.bridge.tls_key
    if cert is None and key is None:
        return None
    if cert is None or key is None:
        raise ConfigError(
            f"bridge.{'tls_cert' if key else 'tls_key'} is missing.",
            hint="Give both tls_cert and tls_key, or neither and let a proxy end TLS.",
        )
    return ReloadingContext(settings.path(cert), settings.path(key))


class ReloadingContext:
    """A server context. `refresh` is called now and then; new handshakes get the new certificate."""

    def __init__(self, cert: Path, key: Path) -> None:
        self._cert, self._key = cert, key
        self._lock = threading.Lock()
        self._seen = _state(cert, key)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.minimum_version = ssl.TLSVersion.TLSv1_2
        self.context.set_alpn_protocols(["http/1.1"])
        try:
            _look_for(cert, key)
            self.context.load_cert_chain(cert, key)
        except (OSError, ssl.SSLError) as error:
            raise ConfigError(
                f"The certificate {cert} and key {key} cannot be used together.",
                hint="Give PEM files: the certificate with its chain, and its own private key.",
            ) from error

    def refresh(self) -> bool:
        """Whether there was a new certificate; one that cannot be used is left alone, with a warning."""
        now = _state(self._cert, self._key)
        with self._lock:
            if now == self._seen:
                return False
            self._seen = now
            try:
                # Tried in a context of its own first: a pair that does not fit would break the one in use.
                ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(self._cert, self._key)
                self.context.load_cert_chain(self._cert, self._key)
            except (OSError, ssl.SSLError):
                log.warning("the new certificate cannot be used; the old one stays", extra={"event": "tls"})
                return False
        log.info("a new certificate is in use", extra={"event": "tls"})
        return True


def _look_for(*files: Path) -> None:
    """OpenSSL does not say which of the two it could not read."""
    for file in files:
        try:
            file.open("rb").close()
        except OSError as error:
            raise ConfigError(
                f"{file} cannot be read: {error.strerror or error}.",
                hint="See tls_cert and tls_key of [bridge]; relative paths start where wamigrate.toml lies.",
            ) from error


def _state(*files: Path) -> tuple[tuple[int, int, int], ...]:
    found = []
    for file in files:
        try:
            stat = file.stat()
        except OSError:
            return ()
        found.append((stat.st_ino, stat.st_mtime_ns, stat.st_size))
    return tuple(found)
