"""The measuring itself: what is read of labels, what counts as proof, what is put wrong, how shares are made."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from bench.accuracy import baseline, corrupt, labels, sets
from bench.accuracy.counts import Calibration, Count
from bench.accuracy.proof import is_target, proof
from bench.accuracy.run import Result
from bench.accuracy.sets import Row, Target
from bench.page import write
from citecheck.model import Candidate, Item, Name, Work

RECORD = Item(
    title="Slow growth of imaginary corals in warm water",
    author=(Name(family="Baz", given="A B"), Name(family="Foo", given="C"), Name(family="Quux", given="D E")),
    container_title="Journal of Imaginary Reefs",
    issued=(2004,),
    volume="43",
    issue="1",
    page="53-60",
    doi="10.5555/reef.1",
    pmid="7",
)


def candidate(item: Item = RECORD) -> Candidate:
    return Candidate(works=(Work(item=item, source="crossref"),), agreements=(), score=0.5)


def row(text: str, target: Target) -> Row:
    return Row(set="x", style="", key="1", part="tune", text=text, target=target)


@pytest.mark.parametrize(
    ("text", "surname"),
    [
        ("Baz, A. B., Foo, C.", "baz"),
        ("Baz AB, Foo C", "baz"),
        ("A. B. Baz and C. Foo", "baz"),
        ("J. Y. Lee & B. S. Cho", "lee"),
        ("De Vos D, Lim A Jr", "vos"),
        ("William G. Cochran.", "cochran"),
        ("F. Y. WU", "wu"),
    ],
)
def test_the_first_surname_of_a_labelled_list_is_among_the_right_values(text: str, surname: str) -> None:
    assert labels.normal("first author", text) == surname


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("volume", "vol. 36, no. 9", "36"),
        ("volume", "12(2):", "12"),
        ("volume", "2009;108(2):", "108"),
        ("volume", "No. 238.", ""),
        ("volume", "8 vols.", ""),
        ("first page", "pp. 334–344", "334"),
        ("first page", "35(4):106-127,", "106"),
        ("first page", "216 pp,", ""),
        ("first page", "S246-S249", "s246"),
        ("year", "(1989-90):", "1989"),
        ("container", "In Proceedings of Reefs,", "proceedingsofreefs"),
    ],
)
def test_a_label_is_brought_to_one_field(field: str, text: str, value: str) -> None:
    assert labels.normal(field, text) == value


def test_a_work_is_meant_where_an_identifier_says_so() -> None:
    assert is_target(candidate(), Target(doi="10.5555/reef.1"))
    assert is_target(candidate(), Target(pmid="7"))
    assert not is_target(candidate(), Target(doi="10.5555/reef.2"))


def test_a_title_with_author_and_year_proves_a_work_under_another_doi() -> None:
    text = "Baz AB. Slow growth of imaginary corals in warm water. 2004."
    item = Item(author=(Name(family="Baz", given="AB"),), issued=(2004,))
    assert proof(row(text, Target(doi="10.5555/old")), item, candidate()) == "title"


def test_another_pmid_or_another_volume_disproves_it() -> None:
    text = "Baz AB. Slow growth of imaginary corals in warm water. 2004."
    item = Item(author=(Name(family="Baz", given="AB"),), issued=(2004,))
    assert not proof(row(text, Target(pmid="8")), item, candidate())
    other = Item(author=item.author, issued=(2004,), volume="44")
    assert not proof(row(text, Target(doi="10.5555/old")), other, candidate())


def test_numbers_alone_prove_it_only_with_the_last_page() -> None:
    item = Item(container_title="Journal of Imaginary Reefs", issued=(2004,), volume="43", page="53-60")
    asked = row("J Imaginary Reefs 2004;43:53-60", Target(pmid=""))
    assert proof(asked, item, candidate()) == "numbers, no author"
    assert not proof(asked, Item(container_title=item.container_title, issued=(2004,), volume="43"), candidate())


def test_calibration_is_the_distance_of_score_and_share_right() -> None:
    found = Calibration()
    for right in (True, True, True, False):
        found.add(0.95, right)
    assert found.error == pytest.approx(0.2)


def result(*, held: bool, linked: bool, right: bool) -> Result:
    return Result(set="x", style="", part="tune", held=held, linked=linked, right=right, score=None, best_right=right)


def test_false_links_are_those_of_works_that_are_not_held() -> None:
    count = Count()
    count.add(result(held=True, linked=True, right=True))
    count.add(result(held=True, linked=True, right=False))
    count.add(result(held=False, linked=True, right=False))
    count.add(result(held=False, linked=False, right=False))
    assert count.precision == pytest.approx(1 / 3)
    assert (count.recall, count.false_rate) == (0.5, 0.5)


@pytest.mark.parametrize(
    "text", ["[1].", "(1) .", "1(n.d.).", "Anon. n.d. Retrieved", "[no date]. [online], Available from:"]
)
def test_a_rendering_of_nothing_states_nothing(text: str) -> None:
    assert sets.says_nothing(text)


@pytest.mark.parametrize("text", ["1(2013).", "(1) Reefs 2004.", "“P400.” 2010."])
def test_a_rendering_of_a_year_or_a_word_states_something(text: str) -> None:
    assert not sets.says_nothing(text)


def test_vancouver_shortens_pages_and_journals() -> None:
    assert corrupt.vancouver(RECORD) == (
        "Baz AB, Foo C, Quux DE. Slow growth of imaginary corals in warm water. Journal of Imaginary Reefs."
        " 2004;43(1):53-60. doi:10.5555/reef.1"
    )


def csl(number: int) -> Mapping[str, object]:
    words = ("alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india", "juliett")
    return {
        "DOI": f"10.5555/{number}",
        "title": f"Growing {words[number]} corals under {words[-number]} lamps at night",
        "author": [{"family": f"{one}{words[number]}".title(), "given": "A B"} for one in ("ba", "co", "du")],
        "container-title": words[number].title(),
        "issued": {"date-parts": [[1990 + number]]},
        "volume": str(20 + number),
        "issue": "7",
        "page": f"{100 + number}-{140 + number}",
    }


def test_every_kind_of_corruption_is_the_same_each_time_and_changes_the_text(tmp_path: Path) -> None:
    (tmp_path / "records").mkdir()
    with gzip.open(tmp_path / "records" / "works.csl.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(csl(number)) + "\n" for number in range(1, 10))
    made = list(corrupt.cases(tmp_path, 5))
    assert made == list(corrupt.cases(tmp_path, 5))
    clean = {case.key: case.text for case in made if case.kind == "nothing"}
    assert {case.kind for case in made} == set(corrupt.KINDS)
    assert all(case.text != clean[case.key] for case in made if case.field)


def test_the_yardstick_completes_pages_and_compares_sets() -> None:
    assert baseline.jaccard([(1.0, 1.0), (1.0, 0.0), (0.0, 1.0)]) == pytest.approx(1 / 3)


def test_tables_replace_what_stands_between_their_marks(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Evaluation\n\nbefore\n<!-- x: begin -->\nold\n<!-- x: end -->\nafter\n")
    write(page, "X", "x", "new")
    assert page.read_text() == "# Evaluation\n\nbefore\n<!-- x: begin -->\nnew\n<!-- x: end -->\nafter\n"


def test_nothing_is_proven_where_the_work_itself_is_held() -> None:
    text = "Baz AB. Slow growth of imaginary corals in warm water. 2004."
    item = Item(author=(Name(family="Baz", given="AB"),), issued=(2004,))
    held = Row(set="x", style="", key="1", part="tune", text=text, target=Target(doi="10.5555/old"), held=True)
    assert not proof(held, item, candidate())
