"""From evidence to verdict: accepted, tied, silent, not found; and what is said with it."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest

from citecheck.errors import SettingsError
from citecheck.formats import citation
from citecheck.gather.gather import gather
from citecheck.gather.grouping import same_works
from citecheck.interfaces import Source
from citecheck.judge import rules
from citecheck.judge.judge import judge
from citecheck.model import Item, Name, Notice, Outcome, Reference, Relation, Report, Severity, Verdict, Work
from citecheck.settings import Policy
from tests.memory import Memory, Silent

ARTICLE = Work(
    source="crossref",
    item=Item(
        type="article-journal",
        title="On the strength of invented bones",
        author=(Name(family="Doe", given="Jane"), Name(family="Roe", given="Richard"), Name(family="Poe", given="Ann")),
        container_title="Journal of Fictitious Bones",
        issued=(2015, 3),
        volume="12",
        issue="3",
        page="123-131",
        doi="10.5555/bones.1",
    ),
)
TEXT = "Doe J, Roe R, Poe A. 2015;12(3):123-31."


def _changed(work: Work, **fields: object) -> Work:
    return replace(work, item=replace(work.item, **fields))  # type: ignore[arg-type]


def _verdict(text: str, *sources: Source, policy: Policy | None = None) -> Verdict:
    item, spans = citation.read(text)
    reference = Reference(key="1", raw=text, item=item, spans=spans)
    (evidence,) = gather([reference], sources, policy or Policy())
    return judge(evidence, policy or Policy())


def _rules(verdict: Verdict) -> list[str]:
    return [finding.rule for finding in verdict.findings]


def test_right_reference_is_verified_and_completed() -> None:
    verdict = _verdict(TEXT, Memory([ARTICLE]))
    assert verdict.outcome is Outcome.VERIFIED
    assert verdict.item.doi == "10.5555/bones.1"
    assert verdict.item.title == "On the strength of invented bones"
    assert verdict.findings == ()


def test_silent_source_is_not_absence() -> None:
    verdict = _verdict(TEXT, Memory([]), Silent())
    assert verdict.outcome is Outcome.UNDECIDED
    assert _rules(verdict) == ["source-silent"]


def test_all_answered_and_nothing_known_is_not_found() -> None:
    verdict = _verdict(TEXT, Memory([]))
    assert verdict.outcome is Outcome.NOT_FOUND
    assert _rules(verdict) == ["not-found"]


def test_match_through_one_source_names_the_silent_one() -> None:
    verdict = _verdict(TEXT, Memory([ARTICLE]), Silent())
    assert verdict.outcome is Outcome.VERIFIED
    assert _rules(verdict) == ["one-registry"]


def test_two_works_that_fit_equally_are_undecided_and_both_named() -> None:
    twin = _changed(ARTICLE, doi="10.5555/bones.2", title="On the strength of invented teeth")
    verdict = _verdict("Doe J, Roe R, Poe A. 2015;12(3).", Memory([ARTICLE, twin]))
    assert verdict.outcome is Outcome.UNDECIDED
    assert verdict.match is None
    (finding,) = verdict.findings
    assert finding.rule == "ambiguous"
    assert "10.5555/bones.1" in finding.message
    assert "10.5555/bones.2" in finding.message


def test_page_decides_between_two_works_of_the_same_people() -> None:
    second = _changed(ARTICLE, doi="10.5555/bones.2", page="132-140")
    assert _verdict(TEXT, Memory([second, ARTICLE])).item.doi == "10.5555/bones.1"


def test_other_people_on_the_same_page_are_not_the_work() -> None:
    other = _changed(ARTICLE, author=(Name(family="Loe", given="Ida"), Name(family="Moe", given="Max")))
    assert _verdict(TEXT, Memory([other])).outcome is Outcome.NOT_FOUND


def test_preprint_does_not_compete_with_its_article() -> None:
    preprint = Work(
        source="crossref",
        item=replace(ARTICLE.item, type="article", doi="10.5555/preprint.1", volume="", issue="", page=""),
        relations=(Relation(kind="preprint-of", doi="10.5555/bones.1"),),
    )
    text = "Doe J, Roe R, Poe A. On the strength of invented bones. 2015"
    assert _verdict(text, Memory([preprint, ARTICLE])).item.doi == "10.5555/bones.1"


def test_retracted_work_is_verified_with_an_error() -> None:
    notice = Notice(kind="retraction", doi="10.5555/notice.1", date=(2017, 2), asserted_by=("publisher",))
    verdict = _verdict(TEXT, Memory([replace(ARTICLE, notices=(notice,))]))
    assert verdict.outcome is Outcome.VERIFIED
    assert _rules(verdict) == ["retracted"]
    assert "10.5555/notice.1" in verdict.findings[0].message


def test_reinstatement_undoes_an_earlier_retraction_only() -> None:
    retraction, reinstatement = Notice(kind="retraction", date=(2017,)), Notice(kind="reinstatement", date=(2018,))
    undone = replace(ARTICLE, notices=(retraction, reinstatement))
    assert _rules(_verdict(TEXT, Memory([undone]))) == ["reinstated"]
    again = replace(ARTICLE, notices=(reinstatement, replace(retraction, date=(2019,))))
    assert _rules(_verdict(TEXT, Memory([again]))) == ["retracted"]


def test_cited_notice_is_named_as_a_notice() -> None:
    notice = Work(
        source="crossref",
        item=replace(ARTICLE.item, title="Retraction: On the strength", page="400", doi="10.5555/notice.1"),
        relations=(Relation(kind="retraction-of", doi="10.5555/bones.1"),),
    )
    verdict = _verdict("Doe J, Roe R, Poe A. 2015;12(3):400.", Memory([ARTICLE, notice]))
    assert verdict.item.doi == "10.5555/notice.1"
    assert _rules(verdict) == ["notice-cited"]


def test_doi_of_another_work_is_an_error_and_the_right_work_is_still_found() -> None:
    other = Work(
        source="crossref", item=Item(title="Elsewhere", author=(Name(family="Loe", given="I"),), doi="10.5555/other")
    )
    verdict = _verdict(TEXT + " doi:10.5555/other", Memory([other, ARTICLE]))
    assert verdict.outcome is Outcome.MISMATCH
    assert verdict.item.doi == "10.5555/bones.1"
    assert _rules(verdict) == ["doi-of-another-work"]


def test_doi_that_nobody_knows_is_not_completed_into_the_item() -> None:
    verdict = _verdict(TEXT + " doi:10.5555/dead", Memory([ARTICLE]))
    assert verdict.item.doi == "10.5555/bones.1"
    assert _rules(verdict) == ["doi-mismatch"]


def test_year_of_the_collection_is_a_note_and_another_year_a_warning() -> None:
    wrong = _verdict(TEXT.replace("2015", "2012"), Memory([ARTICLE]))
    assert (wrong.outcome, _rules(wrong)) == (Outcome.MISMATCH, ["year-mismatch"])
    assert (wrong.findings[0].claimed, wrong.findings[0].found) == ("2012", "2015")


def test_swapped_first_authors_are_named() -> None:
    verdict = _verdict("Roe R, Doe J, Poe A. 2015;12(3):123-31.", Memory([ARTICLE]))
    assert verdict.item.doi == "10.5555/bones.1"
    assert _rules(verdict) == ["author-mismatch"]


def test_registries_that_differ_are_shown_and_not_held_against_the_reference() -> None:
    pubmed = Work(source="pubmed", item=replace(ARTICLE.item, pmid="99000001", issue="4"))
    verdict = _verdict(TEXT, Memory([ARTICLE]), Memory([pubmed], name="pubmed2"))
    assert verdict.outcome is Outcome.VERIFIED
    assert _rules(verdict) == ["registries-differ"]


def test_two_records_of_one_work_are_one_candidate() -> None:
    pubmed = Work(source="pubmed", item=replace(ARTICLE.item, pmid="99000001", doi=""))
    assert list(same_works([ARTICLE, pubmed])) == [(ARTICLE, pubmed)]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_records_of_one_work_are_one_candidate_in_whatever_order_they_come(order: tuple[int, ...]) -> None:
    unnamed, doubled = (replace(_changed(ARTICLE, doi=doi), source="library") for doi in ("", ARTICLE.item.doi))
    works = [unnamed, doubled, ARTICLE]
    (group,) = same_works([works[place] for place in order])
    assert len(group) == len(works)


def test_a_record_that_fits_two_works_stays_with_the_one_of_its_doi() -> None:
    twin = replace(_changed(ARTICLE, doi="", pmid="99000002"), source="pubmed")
    named = replace(_changed(ARTICLE, pmid="99000001"), source="pubmed")
    assert list(same_works([twin, named, ARTICLE])) == [(twin,), (named, ARTICLE)]


def test_records_with_different_dois_are_two_works_however_alike() -> None:
    twin = replace(_changed(ARTICLE, doi="10.5555/bones.2"), source="pubmed")
    assert len(list(same_works([ARTICLE, twin]))) == 2


def test_unreadable_reference_keeps_its_reason() -> None:
    reference = Reference(key="1", raw="???", problem="nothing to read")
    (evidence,) = gather([reference], [Memory([ARTICLE])], Policy())
    verdict = judge(evidence, Policy())
    assert verdict.outcome is Outcome.UNREADABLE
    assert verdict.findings[0].message == "nothing to read"


def _report(*texts: str, source: Source) -> Report:
    verdicts = tuple(_verdict(text, source) for text in texts)
    return Report(verdicts=verdicts, sources=(source.name,), version="0", rules=tuple(rules.RULES))


def test_exit_code_follows_findings_and_then_silence() -> None:
    fine = _report(TEXT, source=Memory([ARTICLE]))
    assert fine.exit_code() == 0
    year = _report(TEXT.replace("2015", "2011"), source=Memory([ARTICLE]))
    assert (year.exit_code(), year.exit_code("warning"), year.exit_code("year-mismatch")) == (0, 1, 1)
    assert (year.exit_code("volume-mismatch"), year.exit_code("never")) == (0, 0)
    silent = _report(TEXT, source=Silent())
    assert (silent.exit_code(), silent.exit_code(allow_undecided=True)) == (3, 0)
    assert _report(TEXT, source=Memory([])).exit_code(allow_undecided=True) == 1


def test_every_rule_has_a_page_that_states_its_severity() -> None:
    for rule in rules.RULES.values():
        page = rules.page(rule)
        assert page.startswith(f"## {rule.id}\n")
        assert f"Severity: {rule.severity}." in page


def test_unknown_rule_is_refused_with_the_known_ones() -> None:
    with pytest.raises(SettingsError) as caught:
        rules.named("year-wrong")
    assert "year-mismatch" in caught.value.hint


def test_severities_are_ordered() -> None:
    assert Severity.NOTE < Severity.WARNING < Severity.ERROR


def test_work_that_agrees_in_everything_beats_one_that_differs_in_something() -> None:
    preface = Work(
        source="crossref",
        item=Item(
            title="Preface",
            container_title="Advances in Invented Imaging",
            issued=(2011,),
            page="vii-viii",
            doi="10.5555/preface.2011",
        ),
    )
    year_before = _changed(preface, issued=(2010,), doi="10.5555/preface.2010")
    verdict = _verdict("Preface. (2011). Advances in Invented Imaging, vii-viii.", Memory([preface, year_before]))
    assert verdict.outcome is Outcome.VERIFIED
    assert verdict.item.doi == "10.5555/preface.2011"


def test_book_is_not_mistaken_for_one_of_its_chapters() -> None:
    who = (Name(family="Doe", given="Jane"),)
    book = Work(source="crossref", item=Item(title="Invented Lives", author=who, issued=(2010,), doi="10.5555/lives"))
    chapter = Work(
        source="crossref",
        item=Item(
            title="A Reception",
            container_title="Invented Lives",
            author=who,
            issued=(2010,),
            page="155-164",
            doi="10.5555/lives.8",
        ),
    )
    verdict = _verdict("Doe, J. (2010). Invented Lives.", Memory([book, chapter]))
    assert verdict.match
    assert verdict.item.doi == "10.5555/lives"


@pytest.mark.parametrize("page", ["", "777-781"])
def test_journal_year_and_volume_do_not_name_a_work(page: str) -> None:
    lone = _changed(ARTICLE, container_title_short="J Fict Bones", page=page)
    verdict = _verdict("J Fict Bones. 2015 Mar;12(3):123-31.", Memory([lone]))
    assert verdict.outcome is Outcome.NOT_FOUND
    assert verdict.match is None


def test_one_work_registered_twice_by_surname_and_compound_is_linked_and_said() -> None:
    twin = _changed(
        ARTICLE, author=(Name(family="Abdel Doe", given="J"), *ARTICLE.item.author[1:]), doi="10.5555/bones.99"
    )
    verdict = _verdict(TEXT, Memory([ARTICLE, twin]))
    assert verdict.outcome is Outcome.VERIFIED
    assert "registered-twice" in _rules(verdict)


def test_preprint_named_by_arxiv_is_the_work_though_its_article_is_alike() -> None:
    who = (Name(family="Doe", given="Jane"), Name(family="Roe", given="Richard"))
    article = Item(
        title="Invented bones as deep networks",
        author=who,
        issued=(2099,),
        doi="10.5555/bones.icib",
        container_title="International Conference on Invented Bones",
    )
    preprint = Item(
        type="article",
        title=article.title,
        author=who,
        issued=(2098,),
        doi="10.48550/arxiv.2098.01234",
        container_title="arXiv",
    )
    works = [Work(source="crossref", item=article), Work(source="crossref", item=preprint)]
    text = "Doe J, Roe R. Invented bones as deep networks. 2098. arXiv:2098.01234."
    verdict = _verdict(text, Memory(works))
    assert verdict.outcome is Outcome.VERIFIED
    assert verdict.item.doi == "10.48550/arxiv.2098.01234"


def test_same_page_of_another_volume_is_not_the_work() -> None:
    other = _changed(ARTICLE, container_title_short="J Fict Bones", volume="13")
    verdict = _verdict("J Fict Bones. 2015 Mar;12(3):123-31.", Memory([other]))
    assert verdict.match is None


def test_another_given_name_with_the_same_initial_is_a_note() -> None:
    text = "Doe, Jacqueline, Roe, Richard, & Poe, Ann. (2015). On the strength of invented bones."
    renamed = _changed(ARTICLE, author=(Name(family="Doe", given="Jeremy"), *ARTICLE.item.author[1:]))
    assert "given-name" in _rules(_verdict(text, Memory([renamed])))
    assert "given-name" not in _rules(_verdict(TEXT, Memory([renamed])))
