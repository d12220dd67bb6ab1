"""Clauses: what is asked of PubMed, and which works a clause accepts."""

from __future__ import annotations

from typing import Any

import pytest

from citecheck.interfaces import Stage
from citecheck.model import Item, Name, Publication, Reference, Work
from citecheck.sources.pubmed_query import answers, question, render
from tests.sources.tools import people, reference

FULL: dict[str, Any] = {"issued": (2022,), "volume": "110", "issue": "6", "page": "641-648"}


def term(one: Reference, stage: Stage = Stage.EXACT) -> str:
    return render([question(one, stage)])


def clauses(one: Reference, stage: Stage) -> list[str]:
    return [render([(clause,)]) for clause in question(one, stage)]


def accepts(
    one: Reference, *names: str, stage: Stage = Stage.EXACT, online: tuple[int, ...] = (), **fields: Any
) -> bool:
    publications = (Publication(kind="online", date=online),) if online else ()
    work = Work(item=Item(author=people(*names), **fields), source="pubmed", publications=publications)
    return answers(question(one, stage), work)


def test_exact_clause_states_author_year_volume_and_first_page() -> None:
    assert term(reference("Mosca C", **FULL)) == "(mosca c[1au] AND 2021:2023[dp] AND 110[vi] AND 641[pg])"


def test_abbreviated_range_asks_for_the_first_page() -> None:
    assert "1319[pg]" in term(reference("Canalis E", issued=(2007,), volume="18", page="1319-28"))


def test_article_number_is_asked_for_in_both_places_and_spellings() -> None:
    wanted = "(e00322-23[pg] OR e00322-23[lid] OR e0032223[pg] OR e0032223[lid])"
    assert wanted in term(reference("Akinsuyi O", issued=(2023,), volume="11", page="e00322-23"))
    assert wanted in term(reference("Akinsuyi O", issued=(2023,), volume="11", number="e00322-23"))
    assert "(791565[pg] OR 791565[lid])" in term(reference("Lai N", issued=(2021,), volume="12", page="791565"))


def test_issue_serves_only_where_there_is_no_page() -> None:
    assert "6[ip]" in term(reference("Mosca C", issued=(2022,), volume="110", issue="6"))
    assert "[ip]" not in term(reference("Mosca C", **FULL))


def test_compound_and_particle_names_are_asked_for_as_filed() -> None:
    assert term(reference("van Staa T", **FULL)).startswith("((van staa t[1au] OR staa t[1au]) AND")
    garcia = "((garcia lopez m[1au] OR garcia m[1au] OR lopez m[1au] OR garcia-lopez m[1au]) AND"
    assert term(reference("García-López M", **FULL)).startswith(garcia)
    for apostrophe in "'\u2019":
        brien = "((obrien c[1au] OR o'brien c[1au] OR o brien c[1au]) AND"
        assert term(reference(f"O{apostrophe}Brien C", **FULL)).startswith(brien)


def test_two_initials_keep_out_everybody_with_another_second_one() -> None:
    asked = term(reference("Li JY", **FULL))
    assert asked.startswith('(("li j"[1au] OR li jy[1au]) AND')  # quotes stop PubMed from completing the initial
    assert accepts(reference("Li JY", **FULL), "Li J", **FULL)
    assert not accepts(reference("Li JY", **FULL), "Li JX", **FULL)


@pytest.mark.parametrize("name", ["Or R", "Not A", "And M"])
def test_name_that_looks_like_an_operator_is_quoted(name: str) -> None:
    assert term(reference(name, **FULL)).startswith(f'("{name.lower()}"[1au] AND')


@pytest.mark.parametrize("stage", [Stage.EXACT, Stage.RELAXED])
def test_year_and_issue_alone_bring_in_strangers_and_are_not_asked(stage: Stage) -> None:
    assert question(reference("Li J", issued=(2023,), issue="2"), stage) == ()
    for clause in clauses(reference("Li J", issued=(2023,), volume="7", issue="2"), stage):
        assert "[vi]" in clause


def test_words_that_pubmed_does_not_index_are_not_asked() -> None:
    asked = term(reference(title="How various doctors use most of our hospital beds in winter, and due care"))
    assert asked == "(doctors[ti] AND hospital[ti] AND beds[ti] AND winter[ti] AND care[ti])"


def test_group_author_is_asked_for_as_a_group() -> None:
    group = Reference(key="1", item=Item(author=(Name(literal="Bone Study Group"),), **FULL))
    assert term(group).startswith('("bone study group"[cn] AND')
    held = Work(item=Item(author=(Name(literal="The Bone Study Group"),), **FULL), source="pubmed")
    assert answers(question(group, Stage.EXACT), held)


def test_nothing_in_a_field_is_read_as_syntax() -> None:
    wicked = reference('X"] OR (a[au] B', issued=(2022,), volume='1"] NOT [', page="7)[pg] OR all[sb")
    assert term(wicked).count("[") == term(wicked).count("]") == 5
    assert "NOT [" not in term(wicked)


@pytest.mark.parametrize(
    "one",
    [
        reference(issued=(2022,), volume="110", page="641"),
        reference("Mosca C", issued=(2022,)),
        reference("Mosca C"),
        reference(title="Bones in winter", issued=(2020,)),
        reference(),
        Reference(key="1", problem="empty line"),
    ],
)
@pytest.mark.parametrize("stage", [Stage.EXACT, Stage.RELAXED])
def test_author_alone_or_no_author_at_all_is_not_asked(one: Reference, stage: Stage) -> None:
    assert all(clause.count(" AND ") >= 2 for clause in clauses(one, stage))
    if stage is Stage.EXACT:
        assert question(one, stage) == ()


def test_telling_title_is_asked_for_by_itself() -> None:
    one = reference(title="Newly diagnosed celiac disease and bone health in Crohn's patients")
    expected = " AND ".join(f"{word}[ti]" for word in "newly diagnosed celiac disease bone health patients".split())
    assert term(one) == f"({expected})"
    assert accepts(one, title="Newly Diagnosed Celiac Disease and Bone Health in Crohn's Patients: A Review")
    assert not accepts(one, title="Celiac disease and bone health")


def test_relaxed_clauses_leave_out_one_field_in_turn() -> None:
    asked = clauses(reference("Mosca C", "Thor F", **FULL), Stage.RELAXED)
    assert asked == [
        "(mosca c[au] AND 2021:2023[dp] AND 110[vi] AND 641[pg])",
        "(thor f[au] AND 2021:2023[dp] AND 110[vi] AND 641[pg])",
        "(mosca c[1au] AND 110[vi] AND 641[pg])",
        "(mosca c[1au] AND 2021:2023[dp] AND 641[pg])",
        "(mosca c[1au] AND 2021:2023[dp] AND 110[vi])",
    ]


def test_relaxed_clauses_keep_three_terms() -> None:
    asked = clauses(reference("Mosca C", "Thor F", issued=(2022,), volume="110"), Stage.RELAXED)
    assert asked
    assert all(clause.count(" AND ") >= 2 for clause in asked)


def test_the_same_clause_accepts_the_record_it_asks_for() -> None:
    assert accepts(reference("Mosca C", **FULL), "Mosca Caterina", "Thor F", **FULL)


@pytest.mark.parametrize(
    "change",
    [{"volume": "111"}, {"page": "642-648"}, {"page": "64"}, {"issued": (2024,)}, {"issued": (2020,)}, {"volume": ""}],
)
def test_one_wrong_field_is_enough_to_refuse(change: dict[str, Any]) -> None:
    assert not accepts(reference("Mosca C", **FULL), "Mosca C", **{**FULL, **change})


@pytest.mark.parametrize("name", ["Moscato C", "Mosca D", "Thor F", "Mos C"])
def test_another_first_author_is_refused(name: str) -> None:
    assert not accepts(reference("Mosca C", **FULL), name, "Mosca C", **FULL)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Mosca C", "Mosca CA"),
        ("Mosca CA", "Mosca C"),
        ("van Staa T", "Staa T"),
        ("García-López M", "Lopez M"),
        ("Händel M", "Handel Mina"),
    ],
)
def test_names_are_compared_as_filed(ours: str, theirs: str) -> None:
    assert accepts(reference(ours, **FULL), theirs, **FULL)


def test_any_year_of_the_work_will_do_give_or_take_one() -> None:
    one = reference("Mosca C", **FULL)
    assert accepts(one, "Mosca C", **{**FULL, "issued": (2023,)})
    assert accepts(one, "Mosca C", **{**FULL, "issued": (2025,)}, online=(2021, 12))


@pytest.mark.parametrize(
    "held", [{"page": "e0032223"}, {"number": "e00322-23"}, {"doi": "10.5555/spectrum.00322-23"}, {"page": "E00322-23"}]
)
def test_article_number_is_recognised_wherever_the_record_has_it(held: dict[str, Any]) -> None:
    one = reference("Akinsuyi O", issued=(2023,), volume="11", number="e00322-23")
    assert accepts(one, "Akinsuyi O", issued=(2023,), volume="11", **held)


def test_short_page_is_not_found_in_a_doi() -> None:
    one = reference("Mosca C", issued=(2022,), volume="110", page="641")
    assert not accepts(one, "Mosca C", issued=(2022,), volume="110", doi="10.5555/x.641")


def test_relaxed_question_accepts_the_second_author_as_first() -> None:
    one = reference("Wrong X", "Thor F", **FULL)
    assert not accepts(one, "Mosca C", "Thor F", **FULL)
    assert accepts(one, "Mosca C", "Thor F", stage=Stage.RELAXED, **FULL)
