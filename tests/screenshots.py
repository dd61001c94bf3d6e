"""Takes the pictures of the page that the documentation shows, from the shipped reports.

    python -m tests.screenshots [FOLDER]      default: docs/images

Needs Chromium and a Chinese font (Debian: chromium, fonts-noto-cjk); with pngquant the files get a third of their size.
Run it when the page looks different.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from fangkong.pipeline.batch import Settings
from fangkong.pipeline.view_job import run_view

ROOT = Path(__file__).parents[1]
DESKTOP = {"viewport": {"width": 1280, "height": 800}}
PHONE = {"viewport": {"width": 375, "height": 760}, "device_scale_factor": 1.5, "has_touch": True, "is_mobile": True}


def main(folder: Path) -> None:
    """Write the pictures into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as driver, tempfile.TemporaryDirectory() as scratch:
        page = Path(scratch) / "page.html"
        run_view(
            [str(ROOT / "fixtures" / "reports" / "dev")],
            Settings(explain=True, keep_text=True),
            output=page,
            reports=[],
            title="防控 fangkong",
            workers=1,
            max_chars=2_000_000,
            quiet=True,
        )
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        opened = _open(browser, page, locale="en-GB", **DESKTOP)
        opened.screenshot(path=folder / "view-overview.png")
        _report(opened)
        opened.locator(".mark.headcounts").first.click()
        opened.wait_for_timeout(300)
        opened.screenshot(path=folder / "view-report.png")
        opened = _open(browser, page, locale="zh-CN", color_scheme="dark", **DESKTOP)
        _report(opened)
        opened.locator("#timeline").evaluate("one => one.scrollIntoView({block: 'center'})")
        opened.wait_for_timeout(300)
        opened.screenshot(path=folder / "view-dark.png")
        opened = _open(browser, page, locale="zh-CN", **PHONE)
        _report(opened)
        opened.locator(".mark.headcounts").first.tap()
        opened.wait_for_timeout(300)
        opened.screenshot(path=folder / "view-phone.png")
        opened.locator("#to-overview").tap()
        opened.locator("#chart-heads svg").first.wait_for()
        opened.locator("#chart-platforms").evaluate("one => one.scrollIntoView({block: 'center'})")
        opened.wait_for_timeout(300)
        opened.screenshot(path=folder / "view-phone-overview.png")
        browser.close()
    if quantise := shutil.which("pngquant"):
        subprocess.run([quantise, "--force", "--ext", ".png", "--strip", *folder.glob("view-*.png")], check=True)


def _open(browser: Browser, path: Path, **how: object) -> Page:
    page = browser.new_context(**how).new_page()
    page.goto(path.as_uri())
    page.locator(".row").first.wait_for()
    page.wait_for_timeout(1500)
    return page


def _report(page: Page) -> None:
    page.locator(".row").nth(6).click()
    page.locator("#timeline svg").wait_for()
    page.wait_for_timeout(500)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "images")
