"""nginx as plain TLS proxy on the same machine in the same run: the yardstick for what a send costs."""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from loadgen import Load, children, cpu_seconds, drive, pin

__all__ = ["nginx_us"]

CONFIG = """
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/nginx.log;
events {{ worker_connections 1024; }}
http {{
  access_log off; keepalive_requests 100000000; client_body_temp_path {folder}; proxy_temp_path {folder};
  fastcgi_temp_path {folder}; uwsgi_temp_path {folder}; scgi_temp_path {folder};
  upstream graph {{ server 127.0.0.1:{port}; keepalive 64; keepalive_requests 100000000; }}
  server {{
    listen 127.0.0.1:{own};
    location / {{
      proxy_pass https://graph; proxy_http_version 1.1; proxy_set_header Connection "";
      proxy_ssl_trusted_certificate {ca_file}; proxy_ssl_verify on; proxy_ssl_name localhost;
    }}
  }}
}}
"""


def nginx_us(folder: Path, port: int, ca_file: Path, body: str, load: Load) -> float | None:
    """CPU microseconds that nginx takes to pass one request on over TLS; None without nginx."""
    if shutil.which("nginx") is None:
        return None
    with contextlib.closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        own = free.getsockname()[1]
    config = folder / "nginx.conf"
    config.write_text(CONFIG.format(folder=folder, port=port, own=own, ca_file=ca_file))
    request = f"POST /n/v1/messages HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    process = subprocess.Popen(["nginx", "-p", str(folder), "-c", str(config)])
    try:
        time.sleep(1.0)
        workers = children(process.pid)
        for worker in workers:
            pin(worker, 0)
        return _us(workers, replace(load, port=own, requests=[request.encode()]))
    finally:
        process.terminate()
        process.wait()


def _us(workers: Sequence[int], load: Load) -> float:
    drive(replace(load, seconds=1.0))
    before = cpu_seconds(workers)
    measured = drive(load)
    return (cpu_seconds(workers) - before) / measured.answered * 1e6
