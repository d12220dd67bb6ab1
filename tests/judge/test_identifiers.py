"""Stated identifiers that are not the match's: dead, somebody else's, or a second name of the same work."""

from __future__ import annotations

from dataclasses import replace

from citecheck.judge.checks.identifiers import aliased, disputed
from citecheck.model import Agreement, Candidate, Evidence, Finding, Item, Level, Reference, Relation, Severity, Work
from tests.judge.tools import case

STATED = Item(doi="10.5555/second")
EVIDENCE = Evidence(reference=Reference(key="1", item=STATED))


def _match(*aliases: str) -> Candidate:
    links = tuple(Relation(kind="has-alias", doi=doi) for doi in aliases)
    work = Work(item=Item(title="Bones", doi="10.5555/first"), source="crossref", relations=links)
    return Candidate(works=(work,), agreements=(), score=1.0)


def _disputed(claimed: Item, match: Candidate | None, known: Evidence) -> list[Finding]:
    evidence = replace(known, reference=Reference(key="1", item=claimed))
    return list(disputed(case(match, evidence=evidence)))


def test_alias_of_the_record_is_a_note_that_names_both() -> None:
    (found,) = aliased(case(_match("10.5555/third", "10.5555/second"), STATED))
    assert (found.rule, found.severity, found.claimed, found.found) == (
        "doi-alias",
        Severity.NOTE,
        "10.5555/second",
        "10.5555/first",
    )


def test_own_doi_and_foreign_ones_are_no_aliases() -> None:
    assert list(aliased(case(_match("10.5555/second"), Item(doi="10.5555/first")))) == []
    assert list(aliased(case(_match("10.5555/third"), STATED))) == []
    assert list(aliased(case(_match("10.5555/second"), Item()))) == []


def test_dead_doi_is_told_whether_or_not_the_work_was_found() -> None:
    dead = Evidence(reference=EVIDENCE.reference, dead=("10.5555/second",))
    for match in (_match(), None):
        assert [one.rule for one in _disputed(STATED, match, dead)] == ["dead-doi"]
    assert [one.rule for one in _disputed(STATED, _match(), EVIDENCE)] == ["doi-mismatch"]
    assert _disputed(STATED, None, EVIDENCE) == []


def test_doi_of_another_candidate_is_told_with_its_owner() -> None:
    owner = Work(item=Item(title="Teeth", doi="10.5555/second"), source="crossref")
    known = Evidence(
        reference=EVIDENCE.reference, candidates=(Candidate(works=(owner,), agreements=(), score=0.0), _match())
    )
    (found,) = _disputed(STATED, _match(), known)
    assert found.rule == "doi-of-another-work"
    assert "Teeth" in found.message


def test_arxiv_identifier_of_nothing_is_told() -> None:
    stated = Item(url="https://arxiv.org/abs/2099.99999")
    dead = Evidence(reference=Reference(key="1", item=stated), dead=("10.48550/arxiv.2099.99999",))
    (found,) = _disputed(stated, _match(), dead)
    assert found.rule == "dead-doi"
    assert "2099.99999" in found.message
    assert _disputed(stated, _match(), EVIDENCE) == []


def test_arxiv_identifier_of_another_title_is_told_and_that_of_the_preprint_is_not() -> None:
    stated = Item(title="Bones", url="https://arxiv.org/abs/2099.01234")
    for level, rules in ((Level.DIFFERENT, ["doi-of-another-work"]), (Level.EXACT, [])):
        title = Agreement(field="title", level=level, claimed="Bones")
        preprint = Work(item=Item(title="Teeth", doi="10.48550/arxiv.2099.01234"), source="doi")
        owner = Candidate(works=(preprint,), agreements=(title,), score=0.0)
        known = Evidence(reference=EVIDENCE.reference, candidates=(_match(), owner))
        assert [one.rule for one in _disputed(stated, _match(), known)] == rules
