"""The page at the control address: plain files, served as they are."""

from __future__ import annotations

from importlib.resources import files

from wamigrate.sim.http import Response

__all__ = ["page_answer"]

FILES = {
    "": ("index.html", "text/html"),
    "page.js": ("page.js", "text/javascript"),
    "page.css": ("page.css", "text/css"),
}
# Nothing from elsewhere, nothing inline: what a customer writes stays text.
POLICY = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
    b"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def page_answer(parts: list[str]) -> Response | None:
    """The file for a path, if it is one of the page's."""
    found = FILES.get("/".join(parts))
    if found is None:
        return None
    name, kind = found
    body = files("wamigrate.sim.page").joinpath(name).read_bytes()
    headers = [
        (b"content-type", f"{kind}; charset=utf-8".encode()),
        (b"content-security-policy", POLICY),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"no-referrer"),
    ]
    return Response(200, body, headers)
