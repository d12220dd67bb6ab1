from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import HtmlElement

from citecheck.model import (
    Agreement,
    Answers,
    Candidate,
    Finding,
    Item,
    Level,
    Location,
    Name,
    Outage,
    Outcome,
    Reference,
    Report,
    Severity,
    Span,
    Verdict,
    Work,
)
from citecheck.reports import html
from citecheck.reports.shared import visible
from tests.reports.sample import EMPTY, SAMPLE

MARKUP = (
    *("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "' onload='x", "</style>", "</article>"),
    *("<!--", "-->", "]]>", "&lt;b&gt;", "&#0;", "javascript:alert(1)", "<", '"', "&"),
    *("\x00", "\r\n", "\u202e", "\uffff"),
)
HOSTILE = st.lists(st.text() | st.sampled_from(MARKUP), max_size=4).map(lambda parts: "x" + "".join(parts))


def parsed(report: Report) -> HtmlElement:
    return lxml.html.document_fromstring(html.render(report))


def section(number: int) -> HtmlElement:
    return parsed(SAMPLE).get_element_by_id(f"reference-{number}")


def told(number: int) -> str:
    return " ".join(section(number).text_content().split())


def full_of(text: str) -> Report:
    """A report with `text` in every field of every type."""
    item = Item(
        type=text, title=text, author=(Name(family=text, given=text, suffix=text), Name(literal=text)),
        container_title=text, container_title_short=text, issued=(2020,), volume=text, issue=text, page=text,
        number=text, publisher=text, doi=f"10.5555/{text}", pmid=text, pmcid=text, issn=(text,), isbn=(text,), url=text,
    )  # fmt: skip
    levels = (Level.EXACT, Level.CLOSE, Level.DIFFERENT)
    agreements = tuple(Agreement(field=text, level=level, claimed=text, found=text) for level in levels)
    candidate = Candidate(works=(Work(item=item, source=text, url=text),), agreements=agreements, score=0.5)
    found = Finding(rule=text, severity=Severity.ERROR, message=text, field=text, claimed=text, found=text)
    reference = Reference(
        key=text,
        raw=text,
        location=Location(file="list", line=1, label=text),
        item=item,
        spans=(Span(field=text, start=0, end=len(text)),),
        extra=((text, text),),
    )
    matched = Verdict(
        reference=reference,
        outcome=Outcome.VERIFIED,
        item=item,
        match=candidate,
        findings=(found,),
        outages=(Outage(source=text, reason=f"because {text}"),),
    )
    unmatched = replace(matched, outcome=Outcome.NOT_FOUND, match=None, candidates=(candidate,))
    return Report(verdicts=(matched, unmatched), sources=(text,), version=text)


def skeleton(page: HtmlElement) -> list[tuple[object, list[str]]]:
    """Every element in order with the names of its attributes (comments show as functions)."""
    return [(element.tag, element.keys()) for element in page.iter()]


@given(HOSTILE)
def test_hostile_text_adds_no_element_and_no_attribute(text: str) -> None:
    page = parsed(full_of(text))
    assert skeleton(page) == skeleton(parsed(full_of("x")))
    for link in page.iter("a"):
        assert re.match(
            r"#(reference-\d+|rule-[a-z0-9-]+|top|references)$|https://(doi\.org|pubmed\.ncbi\.nlm\.nih\.gov|pmc\.ncbi\.nlm\.nih\.gov)/",
            link.get("href"),
        )


@given(HOSTILE)
def test_text_is_shown_as_it_is(text: str) -> None:
    page = parsed(full_of(text))
    assert page.find(".//article//h3").text_content() == visible(text)
    assert {raw.text_content() for raw in page.iterfind(".//p[@class='raw']")} == {visible(text)}


def test_page_asks_for_nothing_and_runs_its_own_script_alone() -> None:
    page = parsed(SAMPLE)
    (script,) = page.iter("script")
    assert script.keys() == []
    digest = b64encode(hashlib.sha256(script.text.encode()).digest()).decode()
    loading = {"link", "img", "iframe", "object", "embed", "base", "audio", "video", "use", "image"}
    assert not loading & {element.tag for element in page.iter()}
    assert not [name for element in page.iter() for name in element.attrib if name == "src" or name[:2] == "on"]
    assert not re.search(r"url\(|@import", page.findtext(".//style"))
    policy = page.find(".//meta[@http-equiv='Content-Security-Policy']").get("content")
    assert policy == f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'"
    assert not re.search(r"innerHTML|eval|Function|fetch|XMLHttp|import|https?:", script.text)


def test_page_declares_language_viewport_and_encoding() -> None:
    text = html.render(SAMPLE)
    assert text.startswith('<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">')
    assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in text


def test_title_names_the_list() -> None:
    assert parsed(SAMPLE).findtext(".//title") == "Reference check: references.csv"
    assert parsed(EMPTY).findtext(".//title") == "Reference check"


def test_title_tells_the_name_of_the_file_not_where_it_lies() -> None:
    verdict = replace(SAMPLE.verdicts[0], reference=Reference(key="1", location=Location(file="/home/me/refs.bib")))
    page = html.render(replace(SAMPLE, verdicts=(verdict,)))
    assert "Reference check: refs.bib" in page
    assert "/home/me" not in page


def headings(page: HtmlElement) -> Iterator[int]:
    return (int(element.tag[1]) for element in page.iter() if re.fullmatch(r"h[1-6]", str(element.tag)))


def test_headings_go_down_one_level_at_a_time() -> None:
    levels = list(headings(parsed(SAMPLE)))
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_every_id_is_unique_and_every_inner_link_leads_somewhere() -> None:
    page = parsed(SAMPLE)
    ids = [element.get("id") for element in page.iter() if element.get("id")]
    inner = [link.get("href")[1:] for link in page.iter("a") if link.get("href").startswith("#")]
    assert len(ids) == len(set(ids))
    assert {f"reference-{number}" for number in range(1, len(SAMPLE.verdicts) + 1)} <= set(ids)
    assert inner
    assert set(inner) <= set(ids)


def test_bar_has_a_text_alternative_and_fills_its_width() -> None:
    bar = parsed(SAMPLE).find(".//svg[@class='strip']")
    assert bar.get("role") == "img"
    assert bar.get("aria-label").startswith("8 references: 2 verified, 1 mismatch")
    assert sum(float(part.get("width").rstrip("%")) for part in bar.iterfind("rect")) == pytest.approx(100)


def test_what_to_look_at_is_grouped_and_counted_a_retracted_work_first() -> None:
    page = parsed(SAMPLE)
    links = [link.get("href") for link in page.iterfind(".//ul[@class='first']//a")]
    assert links == [f"#reference-{number}" for number in (6, 4, 2, 3, 7, 8, 5)]
    titles = [heading.text for heading in page.iterfind(".//section[@id='look']//h3")]
    assert titles[:2] == ["Retracted or doubted (1)", "Not found (1)"]
    assert sum(int(re.sub(r"\D", "", title)) for title in titles) == len(links)


def test_clean_report_says_so() -> None:
    clean = html.render(replace(SAMPLE, verdicts=SAMPLE.verdicts[:1]))
    assert "Every reference was found and agrees with its record." in clean
    assert "To look at" not in clean
    assert "The 1 reference" not in clean
    assert "Every reference" not in html.render(EMPTY)


def test_differing_field_is_marked_on_both_sides_and_told_in_words() -> None:
    marks = section(2).findall(".//mark")
    message = "the year is 2021, the record says 2022"
    assert [(mark.text, mark.get("title")) for mark in marks] == [("2021", message), ("2022", message)]
    assert "Year" in {row.findtext("th").capitalize() for row in section(2).iterfind(".//tr[@class='different']")}
    assert [row.findall("td")[2].text for row in section(2).iterfind(".//tr[@class='different']")] == ["different"]
    assert section(1).find(".//mark") is None


def test_marking_survives_spans_that_overlap_or_leave_the_text() -> None:
    spans = tuple(Span(field="year", start=start, end=end) for start, end in ((4, 9), (0, 5), (3, 3), (50, 60), (2, 1)))
    reference = replace(SAMPLE.verdicts[1].reference, raw="0123456789", spans=spans)
    page = parsed(replace(SAMPLE, verdicts=(replace(SAMPLE.verdicts[1], reference=reference),)))
    assert page.find(".//p[@class='raw']").text_content() == "0123456789"
    assert page.find(".//mark").text == "01234"


def test_same_work_is_argued_in_one_sentence() -> None:
    expected = (
        "Why we believe it is the same work: The first author, other authors, title, volume and issue agree; "
        "the journal and pages nearly agree; the year differs; probability 0.96; described by Crossref and PubMed."
    )
    assert expected in told(2)


def test_probability_is_never_told_as_certainty() -> None:
    assert "probability above 0.99;" in told(1)


def test_fields_that_one_side_does_not_state_are_not_in_the_table() -> None:
    assert [row.findtext("th") for row in section(2).iterfind(".//tbody/tr")][-1] == "pages"


def test_table_is_open_only_where_a_field_differs_and_missing_where_all_is_fine() -> None:
    assert section(6).find(".//details").get("open") is None
    assert section(1).find(".//table") is None
    assert section(2).find(".//details").get("open") is not None


def test_reference_that_is_fine_folds_to_a_line() -> None:
    assert section(1).tag == "details"
    assert section(1).get("open") is None
    assert {section(number).tag for number in range(2, 9)} == {"article"}


def test_every_value_of_a_record_names_its_registry_and_each_has_its_own_where_they_differ() -> None:
    (crossref, pubmed) = SAMPLE.verdicts[1].match.works if SAMPLE.verdicts[1].match else ()
    works = (crossref, replace(pubmed, item=replace(pubmed.item, issue="7")))
    assert SAMPLE.verdicts[1].match
    candidate = replace(SAMPLE.verdicts[1].match, works=works)
    page = parsed(replace(SAMPLE, verdicts=(replace(SAMPLE.verdicts[1], match=candidate),)))
    rows = {row.findtext("th"): row.findall("td")[1].text_content() for row in page.iterfind(".//tbody/tr")}
    assert rows["issue"] == "6 Crossref7 PubMed"
    assert rows["volume"].split() == ["110", "Crossref", "and", "PubMed"]


def test_words_of_the_page_follow_the_findings() -> None:
    match = SAMPLE.verdicts[1].match
    assert match
    levels = {"year": Level.CLOSE}
    agreements = tuple(replace(one, level=levels.get(one.field, one.level)) for one in match.agreements)
    candidate = replace(match, agreements=agreements)
    text = html.render(replace(SAMPLE, verdicts=(replace(SAMPLE.verdicts[1], match=candidate),)))
    assert "the year differs" in text
    assert "8 compared, 1 different" in text


def test_page_says_when_it_was_made_and_who_gave_the_answers() -> None:
    answers = (
        Answers(source="crossref", first="2026-01-02", last="2026-01-05", provenance="recorded from a stand-in"),
    )
    page = parsed(replace(SAMPLE, made="2026-03-01T09:05:00Z", answers=answers, settings=(("threshold", "0.75"),)))
    text = " ".join(page.find(".//header").text_content().split())
    assert "Made on 1 March 2026, 09:05 UTC by citecheck 0.1.0. Asked: Crossref and PubMed." in text
    assert "Answers of Crossref are of 2026-01-02 to 2026-01-05, recorded from a stand-in." in text
    assert "Settings: threshold 0.75." in text


def test_nearest_candidate_is_named_as_not_accepted() -> None:
    assert "Nearest, not accepted" in told(4)
    assert "the title, year, volume and pages differ" in told(4)
    assert "same work" not in told(4)


def test_silent_source_is_named_with_its_reason() -> None:
    assert "no answer from crossref: not asked: offline; pubmed: not asked: offline" in told(3)
    assert "No answer from PubMed: the service is down" in told(7)


def test_retraction_stands_beside_the_outcome() -> None:
    assert section(6).find("./header/span").text == "Verified, but retracted"


def test_doi_is_encoded_in_links_and_shown_as_it_is() -> None:
    link = section(4).find(".//a[@class='doi']")
    assert link.get("href") == "https://doi.org/10.5555/near(1)%3Ca%3E;2-%23"
    assert link.text == "doi:10.5555/near(1)<a>;2-#"


@pytest.mark.parametrize(
    "item", [Item(doi="javascript:alert(1)"), Item(pmid="1/../x"), Item(pmid="\u0661"), Item(pmcid="PMC1?x")]
)
def test_only_well_formed_identifiers_become_links(item: Item) -> None:
    candidate = Candidate(works=(Work(item=item, source="s", url="javascript:alert(1)"),), agreements=(), score=0.5)
    verdict = replace(SAMPLE.verdicts[1], match=candidate, findings=(), candidates=())
    page = parsed(replace(SAMPLE, verdicts=(verdict,)))
    links = [link.get("href") for link in page.iterfind(".//article//a")]
    assert [link for link in links if not link.startswith("#")] == []


def test_reference_without_raw_text_is_described_by_what_it_states() -> None:
    reference = replace(SAMPLE.verdicts[1].reference, raw="", spans=())
    page = html.render(replace(SAMPLE, verdicts=(replace(SAMPLE.verdicts[1], reference=reference),)))
    assert "Calcif Tissue Int. <mark" in page
    assert ">2021</mark>;110(6):641-8.</p>" in page
