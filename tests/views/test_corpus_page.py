"""The page of a corpus as a reader meets it, in headless Chromium. `visit` fails on any error or outside request."""

from __future__ import annotations

import re

import pytest

from .corpus import card, ids, open_report, read_reports, shown_text


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
