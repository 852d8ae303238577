"""Templates as the Business Management API lists them."""

from __future__ import annotations

from wamigrate.differences.facts import Template
from wamigrate.differences.listed_templates import template_of


def test_a_listed_template_tells_its_parameters() -> None:
    components = [
        {"type": "HEADER", "format": "IMAGE"},
        {"type": "BODY", "text": "Hi {{name}}, {{ code }} for {{name}}"},
        {"type": "BUTTONS", "buttons": [{"type": "url", "url": "https://x.example/{{1}}"}]},
    ]
    item = {
        "name": "a",
        "language": "en",
        "status": "PAUSED",
        "parameter_format": "NAMED",
        "components": components,
    }
    assert template_of(item) == Template(
        "a",
        "en",
        body_parameters=2,
        header_format="IMAGE",
        parameter_names=("name", "code"),
        buttons=("URL",),
        status="PAUSED",
    )
    assert template_of({"name": "b", "language": "en"}) == Template("b", "en", body_parameters=0)
