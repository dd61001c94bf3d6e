"""The page of a corpus as a reader meets it, in headless Chromium. `visit` fails on any error or outside request."""

from __future__ import annotations

import re

import pytest

from fangkong.pipeline.view_job import chart_library
from fangkong.pipeline.views.corpus import Read

from .corpus import HOSTILE, REJECT, page_of, read_reports

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


@pytest.fixture(scope="session")
def corpus_page(tmp_path_factory):
    """A page with tables alone: it opens faster, and most of what it does needs no picture."""
    path = tmp_path_factory.mktemp("page") / "page.html"
    path.write_text(page_of([*read_reports(), REJECT]), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def pictured_page(tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "page.html"
    path.write_text(page_of([*read_reports(), REJECT], library=chart_library()), encoding="utf-8")
    return path


@pytest.fixture
def page(visit, corpus_page):
    return visit(corpus_page)


@pytest.fixture
def pictured(visit, pictured_page):
    return visit(pictured_page)


def ids(page):
    """Return the ids of the rows that the list shows."""
    page.wait_for_timeout(250)  # a word typed waits for the next
    return [int(row.get_attribute("id").removeprefix("row-")) for row in page.locator(".row").all()]


def open_report(page, n):
    page.locator(f"#row-{n}").click()
    page.locator("#report .text").wait_for()


def card(page):
    page.locator("#card").wait_for()
    return page.locator("#card").inner_text()


def shown_text(page):
    """Return the text on show, with the names of hidden characters left out."""
    return page.evaluate("""() => {
        const text = document.querySelector("#report .text").cloneNode(true);
        for (const chip of text.querySelectorAll(".hidden-character")) chip.remove();
        return text.textContent;
    }""")


def test_list_shows_reports_and_rejects(page):
    assert ids(page) == [0, 1, 2, 3, 4, 5]
    assert page.locator("#status").inner_text() == "6 of 6"
    assert "EmptyInput" in page.locator("#row-5").inner_text()


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("云溪区", [0, 1]),
        ("临河县教育局", [2]),
        ("停课不停学", [3]),
        ("腾讯会议", [2]),
        ("钉钉 900名", [3]),
        ("YUNXI", [0, 1]),
        ("broken", [5]),
        ("没有这样的话", []),
    ],
)
def test_search_finds_in_title_name_id_and_text(page, words, found):
    page.locator("#search").fill(words)

    assert ids(page) == found


def test_words_searched_for_are_marked_in_the_text(page):
    page.locator("#search").fill("校门口")
    ids(page)
    open_report(page, 0)

    assert page.locator(".hit").all_inner_texts() == ["校门口"]


@pytest.mark.parametrize(
    ("filter", "value", "found"),
    [
        ("month", "2022-04", [1, 2]),
        ("month", "undated", [3]),
        ("platform", "dingtalk", [0, 3]),
        ("measure", "training_drill", [0]),
        ("measure", "training/", [0]),
        ("show", "rejected", [5]),
        ("show", "read", [0, 1, 2, 3, 4]),
    ],
)
def test_filters_narrow_the_list_and_clear_brings_it_back(page, filter, value, found):
    page.locator("#filters summary").click()
    page.locator(f"#f-{filter}").select_option(value=value)

    assert ids(page) == found

    page.locator("#clear").click()
    assert len(ids(page)) == 6


def test_filter_by_institution_and_by_warning(page):
    warned = [n for n, read in enumerate(read_reports()) if read.record["warnings"]]
    page.locator("#filters summary").click()

    page.locator("#f-institution").fill("教育局")
    assert ids(page) == [2]

    page.locator("#f-institution").fill("")
    page.locator("#f-warning").select_option(label="any warning (1)")
    assert ids(page) == warned


def test_report_shows_its_text_and_a_mark_for_every_finding(page):
    open_report(page, 0)
    record = read_reports()[0].record

    assert shown_text(page) == read_reports()[0].text
    for field in ("dates", "headcounts", "measures"):
        starts = page.locator(f".mark.first-{field}").count()
        assert starts == len({entry["span"]["start"] for entry in record[field]})


def test_marks_that_overlap_are_both_there(page):
    open_report(page, 0)
    both = page.locator(".mark.measures.headcounts").first

    both.click()

    told = card(page)
    assert "200余名师生" in both.inner_text()
    assert {"Headcount", "Measure"} <= set(re.findall(r"Headcount|Measure", told))
    assert "open" in told


def test_pointing_at_a_mark_tells_value_rule_and_place(page):
    open_report(page, 0)

    page.locator(".mark.dates", has_text="3月12日").hover()

    told = card(page)
    assert "2022-03-12" in told
    assert "from publication date" in told
    assert re.search(r"Rule\s+dates\.", told)
    page.mouse.move(5, 5)
    page.locator("#card").wait_for(state="hidden")


def test_keys_lead_through_list_text_and_back(page):
    page.locator("#list").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.locator("#report .text", has_text="返校公告").wait_for()
    assert page.locator("#list").get_attribute("aria-activedescendant") == "row-1"

    page.locator("#report .mark[tabindex='0']").focus()
    first = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("ArrowRight")
    second = page.evaluate("document.activeElement.textContent")
    assert first != second
    assert page.locator("#card").is_visible()
    page.keyboard.press("End")
    page.keyboard.press("Home")
    assert page.evaluate("document.activeElement.textContent") == first

    page.keyboard.press("Escape")
    assert not page.locator("#card").is_visible()
    page.keyboard.press("Escape")
    page.locator("#overview h2").wait_for()
    assert page.evaluate("document.activeElement.id") == "list"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search"


def test_everything_that_can_be_used_is_reached_by_tab_and_has_a_name(page):
    open_report(page, 0)
    page.keyboard.press("Escape")
    open_report(page, 0)
    page.locator("#skip").focus()
    reached = []
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate("""() => {
                const now = document.activeElement;
                return now.id || now.className || now.tagName;
            }""")
        )

    assert {"to-overview", "theme", "language", "search", "list", "quote"} <= set(reached)
    assert any("mark" in name for name in reached)
    nameless = page.evaluate("""() => [...document.querySelectorAll("button, input, select, [role=listbox]")]
        .filter(one => ![one, ...one.labels ?? []].some(named =>
            named.textContent.trim() || named.getAttribute("aria-label")))
        .map(one => one.outerHTML)""")
    assert nameless == []


def test_focus_can_be_seen(page):
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")

    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_a_field_can_be_switched_off(page):
    open_report(page, 0)
    date = page.locator(".mark.dates").first
    tinted = date.evaluate("one => getComputedStyle(one).backgroundColor")

    page.locator(".chip.dates").click()

    assert page.locator(".chip.dates").get_attribute("aria-pressed") == "false"
    page.wait_for_timeout(300)
    assert date.evaluate("one => getComputedStyle(one).backgroundColor") != tinted


def test_a_line_of_the_record_leads_to_its_place(page):
    open_report(page, 0)

    page.locator(".sheet.headcounts .quote", has_text="教师86名").or_(
        page.locator(".sheet.headcounts .quote", has_text="86名")
    ).first.click()

    assert "86" in page.locator(".mark.lit").first.inner_text()
    assert "86" in card(page)


def test_record_is_there_as_tables(page):
    open_report(page, 2)
    record = read_reports()[2].record

    for field in ("dates", "institutions", "headcounts", "platforms", "measures"):
        assert page.locator(f".sheet.{field} tbody tr").count() == len(record[field])
    assert "腾讯会议" in page.locator(".sheet.platforms").inner_text()


def test_timeline_has_a_row_for_each_date_and_leads_to_the_text(pictured):
    open_report(pictured, 2)
    pictured.locator("#timeline svg").wait_for()

    labels = pictured.locator("#timeline svg .role-axis-label text").all_text_contents()
    pictured.locator("#timeline svg .role-mark path[aria-roledescription]").first.click()

    assert "4月18日至20日" in labels
    assert pictured.locator(".mark.lit").count() >= 1


def test_pictures_count_what_the_records_say(pictured):
    pictured.locator("#chart-platforms svg").wait_for()
    lines = pictured.locator(".numbers tbody tr")

    told = [line.evaluate("row => [...row.cells].map(cell => cell.textContent)") for line in lines.all()]

    assert ["钉钉", "2"] in told
    assert ["2022-03", "Training and publicity", "1"] in told
    # Of one report, 1,200 (told twice) and 400 among them; of another about 900, which has no bounds.
    assert ["persons", "students", "2", "2,100", "1,200", "open"] in told
    assert ["person-times", "parents", "1", "300", "300", "300"] in told
    assert "1 undated" in pictured.locator("#overview").inner_text()


def test_a_click_on_a_picture_filters(pictured):
    pictured.locator("#chart-platforms svg").wait_for()

    pictured.locator("#chart-platforms svg .mark-rect path").first.click()

    assert ids(pictured) == [0, 3]
    assert "2 reports" in pictured.locator(".scope").inner_text()


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
