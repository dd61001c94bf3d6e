"""The page of a corpus with hostile text, other languages, phones, long texts, many reports, no chart library."""

from __future__ import annotations

import pytest

from fangkong.pipeline.views.corpus import Read

from .corpus import HOSTILE, card, open_report, page_of, read_reports, shown_text

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


def test_hostile_text_is_text(page):
    open_report(page, 4)

    shown = shown_text(page)
    assert HOSTILE in shown
    assert "𠮷林小学" in shown
    assert "\u202e" not in page.locator("#report").inner_text()
    assert "\x1b" not in page.locator("#report").inner_text()
    assert {"ESC", "RLO", "PDF", "ZWSP", "NUL", "BEL"} <= set(page.locator(".text .hidden-character").all_inner_texts())
    assert page.locator("#report script, #report img, #report b[onclick], .side img").count() == 0
    open_report_reject = page.locator("#row-5")
    open_report_reject.click()
    page.locator("#report .cautions").wait_for()
    assert HOSTILE in page.locator("#report").inner_text()


def test_policy_stops_whatever_might_get_in(chromium, corpus_page):
    page = chromium.new_page()
    page.goto(corpus_page.as_uri())

    stopped = page.evaluate("""async () => {
        const seen = [];
        addEventListener("securitypolicyviolation", event => seen.push(event.effectiveDirective));
        await fetch("http://127.0.0.1:9/").catch(() => null);
        new Image().src = "http://127.0.0.1:9/";
        const script = document.createElement("script");
        script.textContent = "window.gotIn = true";
        document.body.append(script);
        document.body.setAttribute("style", "color: red");
        setTimeout("window.gotIn = true");
        await new Promise(done => setTimeout(done, 200));
        return [window.gotIn ?? "outside", ...new Set(seen)];
    }""")
    page.close()

    assert stopped[0] == "outside"
    assert set(stopped[1:]) == {"connect-src", "img-src", "script-src-elem", "script-src", "style-src-attr"}


def test_offsets_count_code_points_beyond_the_basic_plane(page):
    open_report(page, 4)
    read = read_reports()[4]
    counts = [entry["span"]["text"] for entry in read.record["headcounts"]]

    assert counts
    assert page.locator(".mark.headcounts").all_inner_texts() == counts


def test_language_and_theme_can_be_chosen_and_are_remembered(page):
    page.locator("#language").click()
    assert page.locator("#overview h2").inner_text() == "概览"
    assert page.evaluate("document.documentElement.lang") == "zh-Hans"

    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.locator("#theme").click()
    page.locator("#theme").click()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light

    page.reload()
    assert page.locator("#overview h2").inner_text() == "概览"
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


@pytest.mark.parametrize(("locale", "heading"), [("zh-CN", "概览"), ("de-DE", "Overview")])
def test_language_follows_the_browser_and_theme_the_system(visit, corpus_page, locale, heading):
    page = visit(corpus_page, locale=locale, color_scheme="dark")

    assert page.locator("#overview h2").inner_text() == heading
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
def test_nothing_is_wider_than_a_phone(visit, pictured_page, locale):
    page = visit(pictured_page, locale=locale, **PHONE)
    wider = """() => [document.documentElement, ...document.querySelectorAll("main, .side, .list, .top, .card")]
        .filter(one => one.scrollWidth > one.clientWidth).map(one => one.className || one.tagName)"""

    assert page.evaluate(wider) == []
    page.locator("#filters summary").tap()
    assert page.evaluate(wider) == []
    for n in (0, 4):
        page.locator(f"#row-{n}").tap()
        page.locator("#report .text").wait_for()
        page.locator("#timeline svg").wait_for()
        assert page.evaluate(wider) == []
        page.locator("#report .mark[role=button]").first.tap()
        assert card(page)
        assert page.evaluate(wider) == []
        page.locator(".card .close").tap()
        page.locator(".back").tap()
        page.locator("#list").wait_for()
    page.locator("#to-overview").tap()
    page.locator("#chart-heads svg").first.wait_for()
    assert page.evaluate(wider) == []


def test_the_browsers_way_back_is_the_readers(visit, corpus_page):
    page = visit(corpus_page, **PHONE)
    page.locator("#row-1").tap()
    page.locator("#report .text").wait_for()

    page.go_back()

    assert page.locator("#list").is_visible()
    assert not page.locator("#report").is_visible()


def test_without_the_chart_library_tables_stand_in(page):
    page.locator("#overview .numbers[open]").first.wait_for()

    assert "fangkong[view]" in page.locator(".scope").inner_text()


def test_five_thousand_reports_stay_usable(visit, tmp_path):
    reads = read_reports()[:4]
    path = tmp_path / "many.html"
    many = (
        Read({**read.record, "id": f"r{n}"}, read.text) for n, read in ((n, reads[n % len(reads)]) for n in range(5000))
    )
    path.write_text(page_of(many), encoding="utf-8")

    page = visit(path)

    page.locator(".row").first.wait_for()
    assert page.locator(".row").count() < 40
    page.locator("#list").focus()
    page.keyboard.press("End")
    page.locator("#row-4999").wait_for()
    page.locator("#report .text", has_text="停课不停学").wait_for()
    page.locator("#search").fill("骨干教师50名")
    page.locator("#status", has_text="1,250 of 5,000").wait_for()
    assert page.evaluate("document.querySelectorAll('*').length") < 3000
    assert path.stat().st_size < 6_000_000


def test_a_very_long_text_comes_in_parts(visit, tmp_path):
    read = read_reports()[0]
    path = tmp_path / "long.html"
    path.write_text(page_of([Read(read.record, read.text + "很长的一行" * 40_000)]), encoding="utf-8")

    page = visit(path)
    open_report(page, 0)

    assert page.evaluate("document.querySelector('.text').textContent.length") < 70_000
    page.locator(".more").click()
    assert page.evaluate("document.querySelector('.text').textContent.length") > 110_000
