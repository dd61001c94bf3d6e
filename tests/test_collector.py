"""The collector of cycles rests while a report is read, and only then."""

from __future__ import annotations

import gc

import pytest

from fangkong.pipeline.collector import collector_paused


def test_the_collector_rests_and_runs_again():
    with collector_paused():
        assert not gc.isenabled()

    assert gc.isenabled()


def test_an_error_does_not_leave_it_off():
    with pytest.raises(ValueError, match="why"), collector_paused():
        raise ValueError("why")

    assert gc.isenabled()


def test_one_that_was_off_stays_off():
    gc.disable()
    try:
        with collector_paused():
            pass

        assert not gc.isenabled()
    finally:
        gc.enable()
