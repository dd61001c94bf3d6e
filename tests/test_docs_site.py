"""The documentation site is built whole, asks for nothing from outside, and is found by its search."""

from __future__ import annotations

import functools
import http.server
import subprocess
import sys
import threading
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    pytest.importorskip("zensical", reason="the extra fangkong[docs] is not installed")
    folder = tmp_path_factory.mktemp("docs") / "site"
    done = subprocess.run(
        [sys.executable, "-m", "docs.site.build", str(folder)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


@pytest.fixture
def served(site):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(site)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
    thread.join()


def test_every_page_is_in_both_languages_and_in_the_navigation(site):
    pages = {path.with_suffix(".html").name for path in (ROOT / "docs").glob("*.md")}

    for home in (site / "index.html", site / "zh/index.html"):
        shown = home.read_text(encoding="utf-8")
        assert {page for page in pages if not (home.parent / page).is_file()} == set()
        assert {page for page in pages if f'"./{page}"' not in shown and f'"{page}"' not in shown} == set()


def test_made_pages_tell_what_the_code_has(site):
    told = {
        name: (site / f"{name}.html").read_text(encoding="utf-8") for name in ("cli", "measures", "platforms", "python")
    }

    assert "fangkong rules check" in told["cli"]
    assert "access_health_code_check" in told["measures"]
    assert "chaoxing_xuexitong" in told["platforms"]
    assert "Reads reports. Loads rules and models once" in told["python"]


def test_broken_link_and_thing_from_outside_are_named(tmp_path):
    sys.path.insert(0, str(ROOT))
    try:
        from docs.site.links import broken_links
    finally:
        sys.path.pop(0)
    (tmp_path / "a.html").write_text(
        '<h1 id="top">a</h1><a href="b.html">x</a><a href="#nowhere">y</a><a href="#top">z</a>'
        '<a href="https://example.org/">fine</a><img src="https://example.org/a.png">',
        encoding="utf-8",
    )

    assert broken_links(tmp_path) == [
        "a.html: b.html",
        "a.html: #nowhere (no such place on that page)",
        "a.html: fetches https://example.org/a.png",
    ]


@pytest.mark.parametrize(("home", "word", "found"), [("", "dingtalk", "Platforms"), ("zh/", "平台", "平台目录")])
def test_reader_searches_and_nothing_leaves(chromium, served, home, word, found):
    context = chromium.new_context(viewport={"width": 375, "height": 740})
    page, told = context.new_page(), []
    page.on("console", lambda message: told.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: told.append(f"error: {error}"))
    page.on("request", lambda r: None if r.url.startswith((served, "data:", "blob:")) else told.append(r.url))

    page.goto(served + home)
    page.wait_for_load_state("networkidle")
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    page.keyboard.press("/")
    page.wait_for_timeout(300)
    page.keyboard.type(word)
    page.get_by_text(found).last.wait_for(timeout=20_000)
    context.close()

    assert wide <= 0
    assert told == []
