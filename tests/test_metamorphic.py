"""The same report under noise gives the same values in the right places."""

from pathlib import Path

import pytest

from .metamorphic import agreement, clean_reports
from .noise import KINDS

DEV = Path(__file__).parents[1] / "fixtures" / "reports" / "dev"
FLOOR = 0.97


@pytest.mark.parametrize("kind", KINDS)
def test_noise_leaves_the_values_as_they_are(kind):
    share, count, differences = agreement(clean_reports(DEV), kind)

    assert count > 0
    assert share >= FLOOR, "\n".join(differences)
