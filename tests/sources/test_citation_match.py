"""ECitMatch: what is sent, what each line of the answer means, and when it is asked at all."""

from __future__ import annotations

from dataclasses import replace

import pytest

from citecheck.interfaces import Source, Stage
from citecheck.model import Item, Outage
from citecheck.sources import citation_match
from standins.eutils import EutilsStandin
from standins.server import Fault, Seen
from tests.sources import tools as shared
from tests.sources.tools import at, people, reference

GUT = Item(container_title="Gut", volume="40", page="228-33", issued=(1997,), author=people("Bjarnason I"))
# Wrong author and year: no boolean question finds it.
WRONG = reference("Nemo N", issued=(1950,), volume="40", page="228-33", container_title="Gut")
NOWHERE = reference("Nemo N", issued=(1950,), volume="40", page="999", container_title="Gut")


@pytest.mark.parametrize("missing", ["container_title", "volume", "page"])
def test_journal_volume_and_page_are_needed(missing: str) -> None:
    assert citation_match.fits(GUT)
    assert not citation_match.fits(replace(GUT, **{missing: " | "}))  # type: ignore[arg-type]  # all three are text


def test_lines_have_all_six_pipes_and_nothing_that_breaks_them() -> None:
    odd = Item(container_title="J|Odd\r\nThings", container_title_short="", volume="1", page="e12")
    assert citation_match.lines([GUT, odd]) == "Gut|1997|40|228|Bjarnason I|0|\rJ Odd Things||1|e12||1|"


def test_each_outcome_is_read_and_strange_lines_are_not() -> None:
    said = [
        "a|1|2|3|x|0|123", "a|1|2|3|x|1|NOT_FOUND", "a|1|2|3|x|2|NOT_FOUND;INVALID_JOURNAL",
        "a|1|2|3|x|3|AMBIGUOUS 5,6",
        "a|1|2|3|x|4|AMBIGUOUS (783 citations)", "a|1|2|3|x|5|", "a|1|2|3|x|theirs|9",
    ]  # fmt: skip
    assert citation_match.read("\n".join(said)) == {0: ("123",), 1: (), 2: (), 3: ("5", "6"), 4: (), 5: ()}


def source(standin: EutilsStandin) -> Source:
    return shared.source("pubmed", at(eutils=standin))


def tools(standin: EutilsStandin) -> list[str]:
    return [request.path.rpartition("/")[2] for request in standin.requests]


def test_what_no_search_finds_is_asked_of_the_matcher_and_fetched() -> None:
    with EutilsStandin(limits=False) as standin:
        found, absent = source(standin).search([WRONG, NOWHERE], Stage.RELAXED)
        assert tools(standin)[-2:] == ["ecitmatch.cgi", "efetch.fcgi"]
        assert standin.requests[-2].params["bdata"].count("\r") == 1
    assert isinstance(found, tuple)
    assert [work.item.pmid for work in found] == ["9071937"]
    assert absent == ()


def test_reference_without_a_journal_is_never_asked_of_the_matcher() -> None:
    with EutilsStandin(limits=False) as standin:
        source(standin).search([reference("Nemo N", issued=(1950,), volume="40", page="228")], Stage.RELAXED)
        source(standin).search([WRONG], Stage.EXACT)
        assert "ecitmatch.cgi" not in tools(standin)


def test_at_most_25_lines_go_in_one_request() -> None:
    many = [reference("Nemo N", volume=str(900 + at), page="1", container_title="Gut") for at in range(51)]
    with EutilsStandin(limits=False) as standin:
        assert set(source(standin).search(many, Stage.RELAXED)) == {()}
        lines = [seen.params["bdata"].count("\r") + 1 for seen in standin.requests if "ecitmatch" in seen.path]
    assert lines == [25, 25, 1]


def test_line_that_is_missing_is_asked_once_more_and_then_an_outage() -> None:
    def cut(seen: Seen) -> Fault | None:
        """Answers only the first of several lines."""
        several = "\r" in seen.params.get("bdata", "")
        return Fault.status(200, "Gut|1950|40|228|Nemo n|0|9071937\n") if several else None

    def always(seen: Seen) -> Fault | None:
        return Fault.status(200, "Gut|1950|40|228|Nemo n|7|1\n") if "bdata" in seen.params else None

    with EutilsStandin(limits=False, faults=cut) as standin:
        found, absent = source(standin).search([WRONG, NOWHERE], Stage.RELAXED)
        assert tools(standin).count("ecitmatch.cgi") == 2
    assert isinstance(found, tuple)
    assert found
    assert absent == ()
    with EutilsStandin(limits=False, faults=always) as standin:
        (answer,) = source(standin).search([NOWHERE], Stage.RELAXED)
    assert answer == Outage(source="pubmed", reason="citation matcher left it out")
