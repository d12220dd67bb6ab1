"""Explanations: the numbers add up, are those the verdict was made from, and the policy's line says what followed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from citecheck.cli import main
from citecheck.engines import packed
from citecheck.errors import SettingsError
from citecheck.formats import citation
from citecheck.gather.gather import gather
from citecheck.interfaces import Source
from citecheck.judge.contest import contest
from citecheck.judge.judge import judge
from citecheck.match import score
from citecheck.model import Evidence, Item, Name, Outcome, Reference, Relation, Report, Verdict, Work
from citecheck.reports.explained import WIDTH, check, parts, render
from citecheck.reports.shared import width
from citecheck.settings import Policy
from standins.held import held_by_crossref, held_by_pubmed
from tests.memory import Memory, Silent

POLICY = Policy()
ITEM = Item(
    type="article-journal",
    title="How invented rivers find their invented sea",
    author=(Name(family="Doe", given="Jane"), Name(family="Roe", given="Richard"), Name(family="Poe", given="Ann")),
    container_title="Annals of Fictitious Water",
    issued=(2015, 3),
    volume="12",
    issue="3",
    page="123-131",
    doi="10.5555/rivers.1",
)
ARTICLE = Work(source="crossref", item=ITEM)
TWIN = Work(source="crossref", item=replace(ITEM, doi="10.5555/rivers.2", title="How invented lakes come to lie still"))
TEXT = "Doe J, Roe R, Poe A. 2015;12(3):123-31."
TITLED = f"Doe J, Roe R, Poe A. {ITEM.title}. Annals of Fictitious Water. 2015;12(3):123-31."


def _evidence(text: str, *sources: Source, key: str = "1") -> Evidence:
    item, spans = citation.read(text)
    (evidence,) = gather([Reference(key=key, raw=text, item=item, spans=spans)], sources, POLICY)
    return evidence


def _verdict(text: str, *works: Work) -> Verdict:
    return judge(_evidence(text, Memory(works)), POLICY)


def _tables(text: str) -> list[list[float]]:
    """The numbers of each table: one for each line, then the sum, then the probability."""
    tables: list[list[float]] = []
    for line in text.splitlines():
        if re.search(r"level +bits$", line):
            tables.append([])
        elif tables and (number := re.search(r" ([+-]\d+\.\d\d)$", line)):
            tables[-1].append(float(number[1]))
        elif tables and line.startswith("probability"):
            tables[-1].append(float(line.split()[-1]))
    return tables


def _add_up(table: Sequence[float]) -> bool:
    *bits, total, probability = table
    near = abs(score.probability(total) - probability) < 0.002
    return abs(sum(bits) - total) <= 0.01 * len(bits) and near


@pytest.mark.parametrize("text", [TEXT, TITLED, TEXT.replace("2015", "2014"), TITLED + " doi:10.5555/rivers.1"])
def test_lines_of_a_match_add_up_to_its_sum_and_probability(text: str) -> None:
    verdict = _verdict(text, ARTICLE)
    assert verdict.match
    shown = render(verdict, POLICY)
    (table,) = _tables(shown)
    assert len(table) > 8
    assert _add_up(table)
    assert table[-2] == pytest.approx(score.weigh(verdict.match.agreements), abs=0.006)
    assert "\naccepted: the probability is " in shown
    assert "no other work competes" in shown


def test_prior_comes_first_and_belongs_to_the_kind_of_reference() -> None:
    for text, kind, words in ((TEXT, score.UNTITLED, "no title is compared"), (TITLED, score.TITLED, "a title is")):
        prior = next(line for line in render(_verdict(text, ARTICLE), POLICY).splitlines() if line.startswith("prior"))
        assert words in prior
        assert prior.endswith(f"{score.weights()[kind, *score.PRIOR]:+.2f}")


def test_each_field_stands_with_both_values_level_and_bits() -> None:
    lines = render(_verdict(TEXT.replace("2015", "2012"), ARTICLE), POLICY).splitlines()
    year = next(line for line in lines if line.startswith("year"))
    bits = score.weights()[score.UNTITLED, "year", "different", ""]
    assert year.split() == ["year", "2012", "2015", "different", f"{bits:+.2f}"]
    title = next(line for line in lines if line.startswith("title"))
    assert "not cited" in title
    assert title.endswith("+0.00")
    assert "  warning year-mismatch: " in "\n".join(lines)


def test_what_no_field_explains_is_a_line_in_words() -> None:
    shown = render(_verdict(TITLED + " Reprinted in a much later volume of essays about water", ARTICLE), POLICY)
    line = next(line for line in shown.splitlines() if line.startswith("left over"))
    assert re.search(r"[1-9]\d* of \d+ words +explained by no field +(close|different)", line)


def test_accepted_match_names_the_next_work_and_the_bits_between() -> None:
    other = replace(TWIN, item=replace(TWIN.item, volume="14", issue="1", page="17-29"))
    evidence = _evidence(TEXT, Memory([ARTICLE, other]))
    best, rival = (score.weigh(one.agreements) for one in evidence.candidates)
    shown = " ".join(render(judge(evidence, POLICY), POLICY).split())
    assert f"{best - rival:.2f} bits ahead of the next work (at least 3.00 are needed): Doe Jane 2015" in shown
    assert "(10.5555/rivers.2)" in shown


def test_reference_without_a_match_shows_the_nearest_and_the_threshold() -> None:
    strangers = replace(ARTICLE, item=replace(ITEM, author=(Name(family="Doe", given="Jane"),), volume="4", page="1-9"))
    verdict = _verdict("Doe J, Moe M, Loe L. 2011;31(4):712-23.", strangers)
    assert verdict.outcome is Outcome.NOT_FOUND
    shown = render(verdict, POLICY)
    (table,) = _tables(shown.replace("below 0.0001", "0.0001"))
    assert _add_up(table)
    assert "\nnot accepted: Doe Jane 2015" in shown
    assert "\nnot accepted, below the threshold: " in shown
    assert "at least 0.75 is needed" in shown
    assert "not-found: every source answered" in shown


def test_best_work_is_shown_though_nothing_telling_of_it_agrees() -> None:
    others = replace(ARTICLE, item=replace(ITEM, author=(Name(family="Loe", given="Ida"), Name(family="Moe"))))
    verdict = _verdict(TEXT, others)
    assert verdict.outcome is Outcome.NOT_FOUND
    assert verdict.candidates == ()
    assert "not accepted: Loe Ida 2015" in render(verdict, POLICY)


def test_tie_shows_both_works_and_the_bits_that_are_missing() -> None:
    verdict = _verdict("Doe J, Roe R, Poe A. 2015;12(3).", ARTICLE, TWIN)
    assert verdict.outcome is Outcome.UNDECIDED
    shown = render(verdict, POLICY)
    tables = _tables(shown)
    assert len(tables) == 2
    assert all(map(_add_up, tables))
    assert "\nbest: Doe Jane" in shown
    assert "\nnext work: Doe Jane" in shown
    lead = tables[0][-2] - tables[1][-2]
    assert "not accepted, too close to the next work: " in shown
    assert f"but {lead:.2f} bits ahead of the next work (at least 3.00 are needed)" in " ".join(shown.split())


def test_lead_is_counted_from_the_preprint_on_top_and_that_is_said() -> None:
    preprint = replace(
        ARTICLE,
        item=replace(ITEM, type="article", doi="10.5555/preprint.1"),
        relations=(Relation(kind="preprint-of", doi="10.5555/rivers.1"),),
    )
    article = replace(ARTICLE, item=replace(ITEM, issue=""))
    stranger = replace(TWIN, item=replace(TWIN.item, volume="14", issue="1", page="17-29"))
    policy = Policy(margin=6)
    verdict = judge(_evidence(TEXT, Memory([preprint, article, stranger])), policy)
    assert "counted from a preprint or notice of the best" in " ".join(render(verdict, policy).split())


def test_silent_source_is_told_where_nothing_could_be_compared() -> None:
    shown = render(judge(_evidence(TEXT, Silent()), POLICY), POLICY)
    assert "not accepted: no source offered a work to compare" in shown
    assert "source-silent: no answer from silent (connection refused)" in shown


def test_unreadable_reference_says_why_and_has_no_table() -> None:
    reference = Reference(key="9", raw="???", problem="nothing to read")
    (evidence,) = gather([reference], [Memory([ARTICLE])], POLICY)
    shown = render(judge(evidence, POLICY), POLICY)
    assert shown == "9  unreadable\n  ???\n  error unreadable: nothing to read\n"


def test_dead_doi_is_shown_as_not_counted() -> None:
    register = Memory([], name="doi", identifies=frozenset({"doi"}), stages=())
    evidence = _evidence(TEXT + " doi:10.5555/nowhere", Memory([ARTICLE]), register)
    assert evidence.dead == ("10.5555/nowhere",)
    assert re.search(
        r"^DOI +10.5555/nowhere +10.5555/rivers.1 +not counted +\+0.00$",
        render(judge(evidence, POLICY), POLICY),
        re.M,
    )


def test_long_and_wide_values_keep_the_lines_within_their_columns() -> None:
    wide = "架空の川と架空の海についての長い長い研究" * 3
    people = tuple(Name(family=f"Inventedsurname{number}", given="A") for number in range(12))
    work = replace(ARTICLE, item=replace(ITEM, title=wide, author=people))
    names = ", ".join(f"{one.family} A" for one in people)
    shown = render(_verdict(f"{names}. {wide}. Annals of Fictitious Water. 2015;12(3):123-31.", work), POLICY)
    assert "…" in shown
    start = next(place for place, line in enumerate(shown.splitlines()) if line.endswith("bits"))
    table = shown.splitlines()[start : start + 8]
    assert max(map(width, table)) == min(map(width, table)) <= WIDTH
    assert "\x1b" not in shown


def test_verdict_keeps_what_decided_and_its_numbers_add_up() -> None:
    held = (*held_by_crossref(), *held_by_pubmed())
    lines = Path(__file__).parents[2].joinpath("references.csv").read_text(encoding="utf-8").splitlines()[1:]
    compared = 0
    for line in lines:
        evidence = _evidence(line.split('"')[1], Memory(held))
        verdict = packed.verdict(packed.pack(judge(evidence, POLICY)))
        assert verdict.contest == contest(evidence.candidates, POLICY)
        compared += len(evidence.candidates) > 1
        assert all(map(_add_up, _tables(_numeric(render(verdict, POLICY)))))
    assert compared


def _numeric(text: str) -> str:
    return text.replace("below 0.0001", "0.0001").replace("above 0.9999", "0.9999")


def test_references_are_explained_in_the_order_of_the_list_each_once() -> None:
    verdicts = [judge(_evidence(TEXT, Memory([ARTICLE]), key=key), POLICY) for key in "abc"]
    report = Report(verdicts=verdicts, sources=("memory",), version="0")
    shown = "".join(parts(report, ["c", "a", "c"], POLICY))
    assert re.findall(r"^(\w)  verified$", shown, re.M) == ["a", "c"]


def test_unknown_key_is_refused_with_some_of_the_known_ones() -> None:
    references = [Reference(key=str(number)) for number in range(1, 10)]
    check(["3", "9"], references)
    with pytest.raises(SettingsError, match="'10'") as caught:
        check(["3", "10"], references)
    assert caught.value.hint == "the list has 9 keys: 1, 2, 3, 4, 5 …"


OFFLINE = ("--offline", "--cache", str(Path(__file__).parents[2] / "cache"))
LIST = str(Path(__file__).parents[2] / "references.csv")


def test_command_explains_instead_of_the_table_and_still_writes_reports(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "report.csv"
    plain = main.main(["verify", LIST, *OFFLINE])
    capsys.readouterr()
    code = main.main(["verify", LIST, *OFFLINE, "--why", "18", "--why", "7", "--report", f"csv={report}"])
    shown = capsys.readouterr().out
    assert code == plain == 3
    assert re.findall(r"^(\d+)  \w+  \(", shown, re.M) == ["7", "18"]
    assert "sources: " not in shown
    assert all(map(_add_up, _tables(shown)))
    assert len(report.read_text(encoding="utf-8").splitlines()) > 24


def test_example_of_the_usage_page_is_what_the_command_prints_and_adds_up(capsys: pytest.CaptureFixture[str]) -> None:
    """But for the figures: they change whenever the weights are learned anew."""
    page = Path(__file__).parents[2].joinpath("docs", "usage.md").read_text(encoding="utf-8")
    example = page.partition("--why 18\n")[2].partition("```")[0]
    main.main(["verify", LIST, *OFFLINE, "--why", "18"])
    assert _without_figures(capsys.readouterr().out.replace(LIST, "references.csv")) == _without_figures(example)
    assert all(map(_add_up, _tables(example)))


def _without_figures(text: str) -> str:
    return " ".join(re.sub(r"[+-]?\d+\.\d+\b|-{2,}", "", text).split())


def test_command_refuses_an_unknown_key_before_anything_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "report.csv"
    assert main.main(["verify", LIST, *OFFLINE, "--why", "x", "--report", f"csv={report}"]) == 2
    assert "hint: the list has 24 keys: 1, 2, 3, 4, 5 …" in capsys.readouterr().err
    assert not report.exists()


def test_command_does_not_mix_an_explanation_into_a_report_on_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["verify", LIST, *OFFLINE, "--why", "7", "--report", "json=-"]) == 2
    assert "--why and json can't share stdout" in capsys.readouterr().err
    assert main.main(["verify", LIST, *OFFLINE, "--why", "7", "--report", "terminal=-"]) == 3
    shown = capsys.readouterr().out
    assert shown.index("sources: ") < shown.index("\nmatch: ")
