"""How large the page of a corpus gets, and how soon a reader can use it.

    python benchmarks/view_page.py [REPORTS ...]     default: 32, 1,000, 5,000 and 20,000 reports

The reports are the shipped ones (fixtures/reports/dev), as often as it takes; gzip looks back 32 KB and so never sees
the same report twice. Times are of headless Chromium on this machine; compare them with each other.
"""

from __future__ import annotations

import json
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from fangkong import Extractor
from fangkong.pipeline.view_job import chart_library
from fangkong.pipeline.views.corpus import Read, write_page

REPORTS = Path(__file__).parents[1] / "fixtures" / "reports" / "dev"
HEAD = ("reports", "MB", "MB without charts", "build s", "first list ms", "open ms", "first search ms", "pictures ms")


def main(sizes: list[int]) -> None:
    """Print a line for each size."""
    extractor = Extractor(ner="none")
    reads = []
    for path in sorted(REPORTS.glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        reads.append(Read(json.loads(extractor.explain(text, id=path.stem).model_dump_json()), text))
    library = chart_library()
    print("  ".join(f"{name:>17}" for name in HEAD))
    with sync_playwright() as driver, tempfile.TemporaryDirectory() as folder:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for size in sizes:
            path = Path(folder) / "page.html"
            began = time.perf_counter()
            with path.open("w", encoding="utf-8") as file:
                write_page(many(reads, size), file.write, title="benchmark", categories={}, library=library)
            built = time.perf_counter() - began
            megabytes = path.stat().st_size / 1e6
            row = [f"{size:,}", f"{megabytes:.1f}", f"{megabytes - len(library or '') / 1e6:.1f}", f"{built:.1f}"]
            print("  ".join(f"{cell:>17}" for cell in row + [f"{ms:.0f}" for ms in measure(browser, path, size)]))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"memory of the builder at most {peak:.0f} MB, models included")


def many(reads: list[Read], size: int) -> Iterator[Read]:
    """Yield so many reports, each with an id of its own."""
    for n in range(size):
        read = reads[n % len(reads)]
        yield Read({**read.record, "id": f"{read.record['id']}-{n}"}, read.text)


def measure(browser: Browser, path: Path, size: int) -> Iterator[float]:
    """Yield milliseconds to the first usable list, to a report on show, to the first search, to all pictures."""
    page = browser.new_page(viewport={"width": 1280, "height": 800}, locale="en-GB")
    page.goto(path.as_uri())
    page.wait_for_function("performance.getEntriesByName('list').length")
    yield page.evaluate("performance.getEntriesByName('list')[0].startTime")
    page.locator("#chart-heads svg").first.wait_for()
    yield page.evaluate(
        """async () => { const at = performance.now(); document.querySelector("#row-3").click();
        while (!document.querySelector("#report .text")) await new Promise(requestAnimationFrame);
        return performance.now() - at; }"""
    )
    yield page.evaluate(
        """async all => { const at = performance.now(), box = document.querySelector("#search"); box.value = "核酸";
        box.dispatchEvent(new Event("input"));
        while (!/ of /.test(document.querySelector("#status").textContent)
               || document.querySelector("#status").textContent === `${all} of ${all}`)
            await new Promise(requestAnimationFrame);
        return performance.now() - at; }""",
        f"{size:,}",
    )
    page.goto("about:blank")
    page.goto(path.as_uri())
    page.wait_for_function("document.querySelector('#chart-heads svg')")
    yield page.evaluate("performance.now()")
    page.close()


if __name__ == "__main__":
    main([int(size.replace(",", "")) for size in sys.argv[1:]] or [32, 1000, 5000, 20000])
