"""One event told twice, and two events: a table of pairs of notices and what is left of them."""

from __future__ import annotations

import pytest

from citecheck.model import Notice
from citecheck.model.notices import LOUDEST_FIRST, merged

BARE = Notice(kind="retraction")
OWN = "10.5555/work"


def _by(kind: str, **stated: object) -> Notice:
    return Notice(kind=kind, **stated)  # type: ignore[arg-type]


ONE_EVENT = [
    ("a mark without anything", BARE, _by("retraction", doi="10.5555/n", date=(2017, 2, 3))),
    ("one PMID", _by("retraction", pmid="22", date=(2017,)), _by("retraction", pmid="22", date=(2018,))),
    ("one DOI, two dates", _by("concern", doi="10.5555/n", date=(2017, 3)), _by("concern", doi="10.5555/n")),
    ("one DOI, two kinds", _by("correction", doi="10.5555/n"), _by("retraction", doi="10.5555/n")),
    ("a year and a day of it", _by("correction", date=(2017,)), _by("correction", date=(2017, 2, 3))),
    ("two kinds of retraction", _by("partial-retraction", date=(2017,)), _by("retraction", date=(2017, 5))),
    ("in place of the work", _by("correction", doi=OWN, date=(2017, 2)), _by("correction", doi=OWN, date=(2017, 3))),
    ("DOI here, PMID there", _by("retraction", doi="10.5555/n", date=(2017,)), _by("retraction", pmid="22")),
]
TWO_EVENTS = [
    ("two DOIs", _by("correction", doi="10.5555/n1"), _by("correction", doi="10.5555/n2")),
    ("two PMIDs", _by("correction", pmid="1", date=(2017,)), _by("correction", pmid="2", date=(2017,))),
    ("two years", _by("correction", date=(2016,)), _by("correction", date=(2018,))),
    ("two days", _by("correction", date=(2016, 2, 1)), _by("correction", date=(2016, 2, 2))),
    ("two kinds", _by("correction", date=(2016,)), _by("concern", date=(2016,))),
    ("two kinds in place of the work", _by("correction", doi=OWN), _by("retraction", doi=OWN)),
]


@pytest.mark.parametrize(("one", "other"), [pair for _, *pair in ONE_EVENT], ids=[name for name, *_ in ONE_EVENT])
def test_one_event_told_twice_is_one_notice_with_all_that_is_known(one: Notice, other: Notice) -> None:
    for pair in ((one, other), (other, one)):
        (event,) = merged(pair, own=(OWN,))
        assert event.doi == (one.doi or other.doi)
        assert event.pmid == (one.pmid or other.pmid)
        assert len(event.date) == max(len(one.date), len(other.date))
        assert LOUDEST_FIRST.index(event.kind) == min(map(LOUDEST_FIRST.index, (one.kind, other.kind)))


@pytest.mark.parametrize(("one", "other"), [pair for _, *pair in TWO_EVENTS], ids=[name for name, *_ in TWO_EVENTS])
def test_two_events_stay_two_by_date(one: Notice, other: Notice) -> None:
    for pair in ((one, other), (other, one)):
        events = merged(pair, own=(OWN,))
        assert set(events) == {one, other}
        assert [event.date for event in events] == sorted(event.date for event in events)


def test_everybody_who_says_so_is_named_once_and_a_title_only_where_nobody_else_does() -> None:
    said = [_by("retraction", asserted_by=(name,)) for name in ("title", "publisher", "pubmed", "publisher")]
    assert [event.asserted_by for event in merged(said)] == [("publisher", "pubmed")]
    assert [event.asserted_by for event in merged(said[:1])] == [("title",)]


def test_of_two_dates_of_one_notice_the_fuller_is_kept_and_of_equal_ones_the_earlier() -> None:
    dates = ((2017,), (2017, 5, 2), (2017, 2, 3))
    (event,) = merged(_by("retraction", doi="10.5555/n", date=date) for date in dates)
    assert event.date == (2017, 2, 3)


def test_merging_again_changes_nothing() -> None:
    said = [notice for _, *pair in (*ONE_EVENT, *TWO_EVENTS) for notice in pair]
    once = merged(said, own=(OWN,))
    assert merged(once, own=(OWN,)) == once
