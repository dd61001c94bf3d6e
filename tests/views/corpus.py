"""A small corpus of our own, with everything that a page must get right, and some that must not get through."""

from __future__ import annotations

import json
from functools import cache

from fangkong import Extractor
from fangkong.pipeline.views.corpus import Read, write_page
from fangkong.schemas.record import Reject

HOSTILE = (
    """</script><script>alert(1)</script><img src=x onerror=alert(2)>"><b onclick=x>'&lt;&amp;{{title}}<!-- data -->"""
)
STEERING = "\x1b[31mred\x1b[0m \u202eright to left\u202c a\u200bb\x00\x07"
REPORTS = {
    "yunxi-03": "云溪区第三小学疫情防控工作简报\n发布时间:2022-03-14\n3月12日,我校组织200余名师生开展疫情防控应急演练,"
    "并通过钉钉上报健康信息。3月13日起,校门口每天测量体温。云溪区第三小学共有教师86名。\n",
    "yunxi-04": "云溪区第三小学返校公告\n发布时间:2022-04-02\n4月2日,我校1200名学生错峰返校,教师查验健康码。"
    "全校1200名学生中,低年级学生400名。家长参加线上家长会300人次。\n",
    "linhe": "临河县教育局召开视频会议\n发布时间:2022-04-20\n4月18日至20日,临河县教育局通过腾讯会议培训骨干教师50名,"
    "要求各校加强值班值守,每日对教室消毒通风。\n",
    "undated": "南岭中学停课不停学\n我校教师用钉钉开展线上教学,约900名学生在家上课。\n",
    "hostile": f"{HOSTILE}\r\n发布时间:2022-05-01\r\n5月1日,𠮷林小学{STEERING}组织30名教师消毒教室。{'长' * 3000}\n",
}
REJECT = Reject(id="broken", path=f"in/{HOSTILE}.txt", error="EmptyInput", message=f"in/{HOSTILE}.txt: holds no text.")
CATEGORIES = {"training_drill": "training", "health_temperature_check": "health", "env_disinfection": "env"}


@cache
def read_reports() -> tuple[Read, ...]:
    """Return the corpus with its records, as `fangkong view` gets them."""
    extractor = Extractor(ner="none", measures="rules")
    records = ((extractor.explain(text, id=name), text) for name, text in REPORTS.items())
    return tuple(Read(json.loads(record.model_dump_json()), text) for record, text in records)


def page_of(outcomes, *, title="防控 <i>test</i>", categories=CATEGORIES, library=None):
    """Return the page of reports and rejects."""
    pieces = []
    write_page(outcomes, pieces.append, title=title, categories=categories, library=library)
    return "\n".join(pieces) + "\n"


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
