"""One headless Chromium and one simulator for all tests here."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from wamigrate.sim.testing import Simulator, running_simulator

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
HELP = (
    "No Chromium found. Install it (apt-get install chromium), or name it: make browser CHROMIUM=/path/to/it."
)


def _chromium() -> str:
    found = os.environ.get("CHROMIUM") or next((p for p in map(shutil.which, NAMES) if p), None)
    assert found, HELP
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        # Inside a container there is no sandbox to be had; the page is our own.
        browser = playwright.chromium.launch(executable_path=_chromium(), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def simulator() -> Iterator[Simulator]:
    with running_simulator() as running:
        yield running


@pytest.fixture
def sim(simulator: Simulator) -> Simulator:
    simulator.control.reset()
    return simulator


@pytest.fixture
def page(browser: Browser, sim: Simulator) -> Iterator[Page]:
    """The page, with everything that went wrong in it."""
    tab = browser.new_page(viewport={"width": 1280, "height": 1600})
    errors: list[str] = []
    tab.on("pageerror", lambda error: errors.append(str(error)))
    tab.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    tab.goto(sim.ready["control"]["url"] + "/")
    yield tab
    tab.close()
    assert [e for e in errors if "status of 4" not in e] == []
