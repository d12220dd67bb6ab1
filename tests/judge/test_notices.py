"""What registries say of a work after it appeared: merged, by date, in words; both directions of each type."""

from __future__ import annotations

from dataclasses import replace

import pytest

from citecheck.judge.checks.notices import events, notices
from citecheck.judge.checks.preprints import preprints
from citecheck.judge.related import is_notice
from citecheck.model import Candidate, Evidence, Finding, Item, Name, Notice, Reference, Relation, Severity, Work
from citecheck.records import crossref, pubmed
from tests.judge.tools import case

ITEM = Item(title="Bones in winter", author=(Name(family="Doe", given="J"),), issued=(2015,), doi="10.5555/w", pmid="9")
NOTICE = Notice(kind="retraction", doi="10.5555/n", date=(2017, 2, 3), asserted_by=("publisher",))


def _match(*said: Notice, title: str = ITEM.title, **views: tuple[Notice, ...]) -> Candidate:
    item = replace(ITEM, title=title)
    works = [Work(item=item, source="crossref", notices=said)]
    works += [Work(item=item, source=source, notices=theirs) for source, theirs in views.items()]
    return Candidate(works=tuple(works), agreements=(), score=1.0)


def _found(match: Candidate) -> list[tuple[str, str]]:
    return [(one.rule, one.message) for one in notices(case(match))]


def _rules(match: Candidate) -> list[str]:
    return [one.rule for one in notices(case(match))]


def test_retraction_is_told_with_its_date_its_notice_and_who_says_so() -> None:
    twice = replace(NOTICE, asserted_by=("publisher", "retraction-watch"))
    assert _found(_match(twice)) == [
        (
            "retracted",
            "the work was retracted on 2017-02-03 (doi 10.5555/n; says the publisher and Retraction Watch)",
        )
    ]


@pytest.mark.parametrize(
    ("kind", "rule", "severity", "words"),
    [
        ("retraction", "retracted", Severity.ERROR, "the work was retracted on"),
        ("partial-retraction", "retracted", Severity.ERROR, "a part of the work was retracted on"),
        ("retracted-republished", "retracted", Severity.ERROR, "was retracted and republished on"),
        ("concern", "concern", Severity.WARNING, "an expression of concern about the work"),
        ("correction", "corrected", Severity.NOTE, "a correction of the work was published on"),
        ("corrected-republished", "corrected", Severity.NOTE, "was corrected and republished on"),
        ("version", "updated", Severity.NOTE, "a newer version of the work"),
        ("update", "updated", Severity.NOTE, "something published later"),
        ("a kind not seen yet", "updated", Severity.NOTE, "something published later"),
    ],
)
def test_each_kind_has_its_rule_and_words(kind: str, rule: str, severity: Severity, words: str) -> None:
    (finding,) = notices(case(_match(replace(NOTICE, kind=kind))))
    assert (finding.rule, finding.severity) == (rule, severity)
    assert words in finding.message
    assert "10.5555/n" in finding.message


@pytest.mark.parametrize(
    "theirs",
    [
        Notice(kind="retraction", doi="10.5555/n", pmid="22", date=(2017,), asserted_by=("pubmed",)),
        Notice(kind="retraction", pmid="22", date=(2017,), asserted_by=("pubmed",)),
        Notice(kind="retraction", pmid="22", date=(2017, 2), asserted_by=("pubmed",)),
        Notice(kind="retraction", pmid="22", asserted_by=("pubmed",)),
    ],
)
def test_event_told_by_two_registries_is_one_with_all_that_both_know(theirs: Notice) -> None:
    both = replace(NOTICE, pmid="22", asserted_by=("publisher", "pubmed"))
    assert events(_match(NOTICE, pubmed=(theirs,))) == (both,)
    assert events(_match(theirs, crossref2=(NOTICE,))) == (both,)


def test_different_notices_of_one_kind_are_different_events_by_date() -> None:
    later = replace(NOTICE, kind="correction", doi="10.5555/c2", date=(2018,))
    earlier = replace(NOTICE, kind="correction", doi="10.5555/c1", date=(2016, 5))
    assert [one.doi for one in events(_match(later, earlier))] == ["10.5555/c1", "10.5555/c2"]


def test_corrections_of_two_years_are_two_events_also_without_identifiers() -> None:
    said = [Notice(kind="correction", date=(year,)) for year in (2018, 2016)]
    assert [one.date for one in events(_match(*said))] == [(2016,), (2018,)]


def test_notice_filed_under_two_kinds_is_told_by_the_louder() -> None:
    erratum = Notice(kind="correction", doi="10.5555/n", date=(2017, 2, 13), asserted_by=("publisher",))
    assert _rules(_match(erratum, NOTICE)) == ["retracted"]


def test_correction_and_retraction_in_place_of_the_work_are_two_events() -> None:
    said = [Notice(kind=kind, doi="10.5555/w", date=(2016,)) for kind in ("correction", "retraction")]
    assert sorted(_rules(_match(*said))) == ["corrected", "retracted"]


def test_correction_before_a_retraction_is_told_first() -> None:
    correction = Notice(kind="correction", doi="10.5555/c", date=(2004, 3, 6))
    assert _rules(_match(NOTICE, correction)) == ["corrected", "retracted"]


def test_later_reinstatement_undoes_a_retraction_and_is_told() -> None:
    reinstated = Notice(kind="reinstatement", doi="10.5555/r", date=(2018,), asserted_by=("retraction-watch",))
    undone = [
        ("reinstated", "the work was retracted and later reinstated in 2018 (doi 10.5555/r; says Retraction Watch)")
    ]
    assert _found(_match(NOTICE, reinstated)) == undone
    assert _found(_match(NOTICE, pubmed=(reinstated,))) == undone
    assert _rules(_match(NOTICE, replace(reinstated, date=(2016,)))) == ["retracted"]
    assert _rules(_match(NOTICE, replace(reinstated, date=()))) == ["retracted"]
    assert _rules(_match(Notice(kind="retraction"), reinstated)) == ["reinstated"]
    assert _rules(_match(replace(NOTICE, kind="concern"), reinstated)) == ["concern"]


def test_title_alone_is_named_as_such() -> None:
    assert _found(_match(title="RETRACTED: Bones in winter")) == [
        ("retracted", "the work was retracted: its title says so, no notice is known")
    ]


def test_title_adds_nothing_where_a_registry_tells_the_retraction() -> None:
    told = _found(_match(NOTICE, title="RETRACTED: Bones in winter"))
    assert told == _found(_match(NOTICE))


def test_nothing_is_said_of_a_work_without_notices() -> None:
    assert _found(_match()) == []


def test_cited_notice_is_named_and_a_title_alone_is_weak_evidence() -> None:
    linked = _match(title="Retraction: Bones")
    linked = replace(linked, works=(replace(linked.works[0], relations=(Relation(kind="retraction-of", pmid="9"),)),))
    (found,) = notices(case(linked))
    assert (found.rule, "its title says so" in found.message) == ("notice-cited", False)
    (found,) = notices(case(_match(title="Retraction: Bones")))
    assert (found.rule, "its title says so" in found.message) == ("notice-cited", True)
    assert list(notices(case(_match(title="Correction of hallux valgus")))) == []


# Both directions of every type, as the registries write them: UPDATES are Crossref's words, LINKS are PubMed's.
UPDATES = [
    ("retraction", "retracted"),
    ("withdrawal", "retracted"),
    ("removal", "retracted"),
    ("partial_retraction", "retracted"),
    ("expression_of_concern", "concern"),
    ("correction", "corrected"),
    ("corrigendum", "corrected"),
    ("erratum", "corrected"),
    ("addendum", "updated"),
]
LINKS = [
    ("RetractionIn", "RetractionOf", "retracted"),
    ("PartialRetractionIn", "PartialRetractionOf", "retracted"),
    ("ExpressionOfConcernIn", "ExpressionOfConcernFor", "concern"),
    ("ErratumIn", "ErratumFor", "corrected"),
    ("RetractedandRepublishedIn", "RetractedandRepublishedFrom", "retracted"),
    ("CorrectedandRepublishedIn", "CorrectedandRepublishedFrom", "corrected"),
    ("UpdateIn", "UpdateOf", "updated"),
]
REPUBLISHED = ("RetractedandRepublishedFrom", "CorrectedandRepublishedFrom", "UpdateOf")


def _crossref(field: str, kind: str) -> Candidate:
    when = {"date-parts": [[2017, 2, 3]]}
    update = {"DOI": "10.5555/OTHER", "type": kind, "label": kind, "source": "publisher", "updated": when}
    work = crossref.work({"DOI": "10.5555/this", "title": ["Bones"], field: [update]})
    return Candidate(works=(work,), agreements=(), score=1.0)


@pytest.mark.parametrize(("kind", "rule"), UPDATES)
def test_updated_by_speaks_of_the_work_and_update_to_of_the_notice(kind: str, rule: str) -> None:
    (said,) = notices(case(_crossref("updated-by", kind)))
    assert (said.rule, "10.5555/other" in said.message) == (rule, True)
    assert not is_notice(_crossref("updated-by", kind))
    assert _rules(_crossref("update-to", kind)) == ["notice-cited"]


def _pubmed(ref_type: str) -> Candidate:
    link = (
        f"<CommentsCorrectionsList><CommentsCorrections RefType='{ref_type}'><RefSource>J Bones. 2017;3:7. doi: "
        "10.5555/other.</RefSource><PMID>22</PMID></CommentsCorrections></CommentsCorrectionsList>"
    )
    xml = (
        "<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>11</PMID><Article><ArticleTitle>Bones.</ArticleTitle>"
        f"</Article>{link}</MedlineCitation></PubmedArticle></PubmedArticleSet>"
    )
    return Candidate(works=tuple(pubmed.works(xml.encode())), agreements=(), score=1.0)


@pytest.mark.parametrize(("to_notice", "to_work", "rule"), LINKS)
def test_links_of_pubmed_speak_of_the_work_or_of_the_notice(to_notice: str, to_work: str, rule: str) -> None:
    (said,) = notices(case(_pubmed(to_notice)))
    assert (said.rule, "10.5555/other, PMID 22" in said.message) == (rule, True)
    # The corrected or updated version is a work of its own, not a notice.
    assert _rules(_pubmed(to_work)) == ([] if to_work in REPUBLISHED else ["notice-cited"])


def _preprint(*, linked: bool = True) -> Candidate:
    link = (Relation(kind="preprint-of", doi="10.5555/w"),) if linked else ()
    work = Work(item=replace(ITEM, type="article", doi="10.5555/p", pmid=""), source="crossref", relations=link)
    return Candidate(works=(work,), agreements=(), score=1.0)


def _told(match: Candidate, *others: Candidate) -> list[Finding]:
    return list(
        preprints(
            case(match, evidence=Evidence(reference=Reference(key="1", item=Item()), candidates=(match, *others)))
        )
    )


def test_published_version_of_a_cited_preprint_is_offered() -> None:
    (found,) = _told(_preprint())
    assert (found.rule, found.severity) == ("preprint-cited", Severity.NOTE)
    assert found.message == "the reference leads to a preprint; it was published as doi 10.5555/w"


def test_published_version_that_is_a_candidate_is_told_in_words_once() -> None:
    (found,) = _told(_preprint(), _match())
    assert found.message.count("10.5555/w") == 1
    assert "Bones in winter" in found.message


def test_link_from_the_published_version_alone_is_enough() -> None:
    published = _match()
    back = (Relation(kind="has-preprint", doi="10.5555/p"),)
    published = replace(published, works=(replace(published.works[0], relations=back),))
    (found,) = _told(_preprint(linked=False), published)
    assert "Bones in winter" in found.message


def test_published_version_and_a_preprint_without_one_need_no_finding() -> None:
    assert _told(_match(), _preprint()) == []
    assert _told(_preprint(linked=False), _match()) == []
