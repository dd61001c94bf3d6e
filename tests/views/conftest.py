"""The page of a corpus, made once and opened by many tests."""

from __future__ import annotations

import pytest

from fangkong.pipeline.view_job import chart_library

from .corpus import REJECT, page_of, read_reports


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
