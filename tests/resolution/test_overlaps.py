"""Claims of different recognisers to one place."""

from fangkong.pipeline.mention import Mention
from fangkong.pipeline.resolution.overlaps import longer_claims, longest_first, without_claimed, without_reached_into


def mention(start, end, found_by="r"):
    return Mention("DATE", start, end, None, found_by)


def places(mentions):
    return [(m.start, m.end) for m in mentions]


def test_a_weaker_claim_gives_way_even_to_a_long_one_that_began_earlier():
    kept, lost = without_claimed([mention(5, 7), mention(12, 14)], [mention(0, 10), mention(1, 2)])

    assert places(kept) == [(12, 14)]
    assert places(lost) == [(5, 7)]


def test_the_longer_of_two_claims_wins_and_a_tie_goes_to_the_first():
    first, second = longer_claims([mention(0, 9, "a"), mention(20, 22)], [mention(0, 4, "b"), mention(19, 30)])

    assert places(first) == [(0, 9)]
    assert places(second) == [(19, 30)]
    assert first[0].won_against == ("b [0, 4)",)
    assert places(longer_claims([mention(0, 3)], [mention(0, 3)])[1]) == []


def test_leftmost_then_longest_wins_and_remembers_the_losers():
    (winner, other) = longest_first(
        [mention(2, 4, "short"), mention(2, 8, "long"), mention(7, 9, "late"), mention(9, 11)]
    )

    assert places([winner, other]) == [(2, 8), (9, 11)]
    assert winner.won_against == ("short [2, 4)", "late [7, 9)")


def test_a_count_keeps_a_name_inside_it_and_gives_way_to_one_that_reaches_in():
    kept, lost = without_reached_into(
        [mention(10, 20), mention(30, 40), mention(50, 60)], [mention(13, 18), mention(28, 33), mention(55, 62)]
    )

    assert [(m.start, m.end) for m in kept] == [(10, 20)]
    assert [(m.start, m.end) for m in lost] == [(30, 40), (50, 60)]
