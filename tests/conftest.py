"""What tests of several rooms share: pages in a real browser."""

from __future__ import annotations

import shutil

import pytest
from hypothesis import settings

# How long an example takes says more of the machine than of the code; tests/test_growth.py looks at what text costs.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


# Not for the whole session: its event loop would be in the way of other tests that run one.
@pytest.fixture(scope="module")
def chromium():
    """Headless Chromium, the one that Debian installs; without it the test is skipped."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no Chromium here: `make test-full` installs it")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium):
    """A function that opens a page; at the end nothing may have been asked for but that page, nor any error be told."""
    told, contexts, addresses = [], [], set()

    def visit(path, **how):
        context = chromium.new_context(**({"locale": "en-GB", "viewport": {"width": 1280, "height": 800}} | how))
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("console", lambda message: told.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: told.append(f"error: {error}"))
        page.on("request", lambda request: told.append(request.url) if request.url not in addresses else None)
        addresses.add(path.as_uri())
        page.goto(path.as_uri())
        return page

    yield visit
    for context in contexts:
        context.close()
    assert told == []
