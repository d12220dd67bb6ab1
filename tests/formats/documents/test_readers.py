"""The list out of each kind of document, with its keys and places."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from citecheck.errors import InputError
from citecheck.formats import choice
from citecheck.interfaces import Document
from citecheck.judge.in_text import remarks
from citecheck.model import Reference
from tests.formats.documents.sample import LIST, TEXT, W, docx, field, paragraph, pdf, plain, zipped


def read(data: bytes | str, file: str) -> Document:
    return choice.document(data if isinstance(data, bytes) else data.encode(), file)


def listed(data: bytes | str, file: str) -> list[Reference]:
    return list(read(data, file).references)


HEADING = '<w:pStyle w:val="Heading1"/>'
STYLES = (
    f'<w:styles {W}><w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style></w:styles>'
)
NUMBERED = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
NUMBERING = (
    f'<w:numbering {W}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
    '<w:numFmt w:val="decimal"/>'
    '</w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
)


def article(entries: list[str]) -> str:
    return "".join([*map(paragraph, TEXT), paragraph("References", HEADING), *entries])


def test_word_numbers_that_are_not_in_the_text_are_keys() -> None:
    references = listed(docx(article([paragraph(one, NUMBERED) for one in LIST]), numbering_xml=NUMBERING), "a.docx")
    assert [(one.key, one.raw) for one in references] == [(str(at), one) for at, one in enumerate(LIST, 1)]
    assert [one.location.path for one in references] == [f"paragraph {at}" for at in range(4, 8)]


def test_word_heading_after_the_list_ends_it() -> None:
    body = article([paragraph(one) for one in LIST]) + paragraph("Mosca C. Biography 2004;3:4.", HEADING)
    assert [one.raw for one in listed(docx(body, styles_xml=STYLES), "a.docx")][:4] == list(LIST)


def test_word_deletions_are_not_read_and_insertions_are() -> None:
    changed = (
        "<w:p><w:r><w:t>Doe J. Salt. </w:t></w:r><w:del><w:r><w:delText>Mud. </w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>J Salt Res. 2011;7:12-19.</w:t></w:r></w:ins></w:p>"
    )
    references = listed(docx(article([*map(paragraph, LIST), changed])), "a.docx")
    assert references[-1].raw == "Doe J. Salt. J Salt Res. 2011;7:12-19."


def test_word_number_in_a_cell_of_its_own_is_the_label_of_its_row() -> None:
    rows = "".join(
        f"<w:tr><w:tc>{paragraph(f'{at}.')}</w:tc><w:tc>{paragraph(one)}</w:tc></w:tr>"
        for at, one in enumerate(LIST, 7)
    )
    found = listed(docx(paragraph("References") + f"<w:tbl>{rows}</w:tbl>"), "a.docx")
    assert [(one.key, one.raw) for one in found] == [(str(at), one) for at, one in enumerate(LIST, 7)]


def test_word_list_in_footnotes_is_the_list_where_there_is_no_other() -> None:
    notes = "".join(f'<w:footnote w:id="{at}">{paragraph(one)}</w:footnote>' for at, one in enumerate(LIST, 1))
    body = "".join(map(paragraph, TEXT))
    references = listed(docx(body, footnotes_xml=f"<w:footnotes {W}>{notes}</w:footnotes>"), "a.docx")
    assert [one.raw for one in references] == list(LIST)
    assert references[2].location.path == "footnote 3"


def test_word_list_in_a_table_is_read_row_by_row() -> None:
    rows = "".join(f"<w:tr><w:tc>{paragraph(one)}</w:tc></w:tr>" for one in LIST)
    references = listed(docx(article([f"<w:tbl>{rows}</w:tbl>"])), "a.docx")
    assert [one.raw for one in references] == list(LIST)
    assert references[1].location.path.endswith("table row 2")


def test_doi_behind_the_words_of_a_link_is_read() -> None:
    link = '<w:hyperlink r:id="r1" xmlns:r="r"><w:r><w:t> link</w:t></w:r></w:hyperlink>'
    entry = paragraph(LIST[0]).replace("</w:p>", f"{link}</w:p>")
    parts = {"_rels/document.xml.rels": '<R><r Id="r1" Target="https://doi.org/10.5555/teeth"/></R>'}
    data = docx(article([entry, *map(paragraph, LIST[1:])]), **parts)
    (first, *_) = listed(data, "a.docx")
    assert first.item
    assert first.item.doi == "10.5555/teeth"


RULE = "manager-differs"
ZOTERO = {"citationItems": [{"uris": ["http://z/1"], "itemData": {
    "type": "article-journal", "title": "Bones and teeth of two islands", "DOI": "10.5555/teeth",
    "author": [{"family": "Mosca", "given": "C"}], "issued": {"date-parts": [[2004]]}}}]}  # fmt: skip
CITED = (
    f"<w:p>{field('ADDIN ZOTERO_ITEM CSL_CITATION ' + json.dumps(ZOTERO), '(1)')}<w:r><w:t> is known.</w:t></w:r></w:p>"
)


def test_zotero_data_fill_what_is_printed_and_their_fields_are_citations() -> None:
    document = read(docx(CITED + article([paragraph(f"{at}. {one}") for at, one in enumerate(LIST, 1)])), "a.docx")
    first = next(iter(document.references))
    assert first.item
    assert (first.raw, first.item.doi) == (LIST[0], "10.5555/teeth")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"volume": "53", "page": "251-5"}, []),
        ({"volume": "35", "page": "251-5"}, ["reference 1: volume 53 and 35"]),
        ({"DOI": "10.5555/nails", "page": "15-9"}, ["reference 1: page 251-255 and 15-9"]),
        ({"issued": {"date-parts": [[2009]]}}, ["reference 1: year 2004 and 2009"]),
    ],
)
def test_zotero_data_that_differ_from_the_printed_list_are_told(data: dict[str, object], said: list[str]) -> None:
    (held,) = ZOTERO["citationItems"]
    code = json.dumps({"citationItems": [{**held, "itemData": {**held["itemData"], **data}}]})  # type: ignore[dict-item]
    cited = f"<w:p>{field('ADDIN ZOTERO_ITEM CSL_CITATION ' + code, '(1)')}</w:p>"
    document = read(docx(cited + article([paragraph(f"{at}. {one}") for at, one in enumerate(LIST, 1)])), "a.docx")
    found = [one.message for one in remarks(list(document.references), document.citations) if one.rule == RULE]
    words = " is printed otherwise than the reference manager's data in the file"
    assert [one.replace(words, "") for one in found] == said


def test_works_of_a_reference_manager_are_the_list_where_none_is_printed() -> None:
    document = read(docx(CITED), "a.docx")
    (only,) = document.references
    assert only.item
    assert only.item.doi == "10.5555/teeth"
    assert [one.targets for one in document.citations] == [(only.key,)]


JATS = """<article><body><p>Teeth <xref ref-type="bibr" rid="b1">1</xref>-<xref ref-type="bibr" rid="b3">3</xref> and
<xref ref-type="fig" rid="f1">4</xref>.</p></body><back><ref-list>
<ref id="b1"><label>1</label><element-citation publication-type="journal"><person-group person-group-type="author">
<name><surname>Mosca</surname><given-names>C</given-names></name><etal/></person-group><article-title>Bones</article-title>
<source>Gut</source><year>2004</year><volume>53</volume><fpage>251</fpage><lpage>5</lpage>
<pub-id pub-id-type="doi">10.5555/bones</pub-id></element-citation></ref>
<ref id="b2"><label>2</label><mixed-citation>Doe J. Salt. J Salt Res. 2011;7:12-19.</mixed-citation></ref>
<ref id="b3"><label>3</label><citation-alternatives><mixed-citation>Stone P. Stones. 1999.</mixed-citation>
<element-citation><name><surname>Stone</surname><given-names>P</given-names></name><source>Stones</source><year>1999</year>
</element-citation></citation-alternatives></ref>
<ref id="b4"><label>4</label><mixed-citation>Roe R. Mud. Mud. 2001;1:1-2.</mixed-citation>
<mixed-citation>Poe A. Sand. Sand. 2002;2:3-4.</mixed-citation></ref></ref-list></back>
<sub-article><back><ref-list><ref id="r1">
<mixed-citation>Other A. Review. 2010.</mixed-citation></ref></ref-list></back>
</sub-article></article>"""


def test_jats_fields_alternatives_and_two_works_in_one_ref() -> None:
    document = read(JATS, "a.xml")
    references = list(document.references)
    assert [one.key for one in references] == ["b1", "b2", "b3", "b4", "b4-2"]
    first = references[0].item
    assert first
    assert (first.title, first.container_title, first.year) == ("Bones", "Gut", "2004")
    assert (first.volume, first.page) == ("53", "251-255")
    assert (first.doi, first.authors_cut) == ("10.5555/bones", True)
    assert references[1].item
    assert references[1].item.volume == "7"
    assert references[2].raw == "Stone P. Stones. 1999."


def test_jats_printed_range_means_all_that_lies_in_it() -> None:
    assert [one.targets for one in read(JATS, "a.xml").citations] == [("b1", "b2", "b3")]


def test_other_xml_is_told_from_jats() -> None:
    with pytest.raises(InputError, match="XML, but not JATS"):
        choice.document(b"<?xml version='1.0'?><article><foo/></article>", "a.xml", "jats")


def test_tei_fields_and_raw_string() -> None:
    tei = """<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body><p>So
    <ref type="bibr" target="#b0">(1)</ref>.</p></body>
    <back><listBibl><biblStruct xml:id="b0"><analytic><title level="a">Bones</title>
    <author><persName><forename>C</forename>
    <surname>Mosca</surname></persName></author></analytic><monogr><title level="j">Gut</title><imprint>
    <biblScope unit="volume">53</biblScope><biblScope unit="page" from="251" to="255"/>
    <date when="2004"/></imprint></monogr>
    <note type="raw_reference">Mosca C. Bones. Gut 53:251.</note></biblStruct></listBibl></back></text></TEI>"""
    document = read(tei, "a.tei.xml")
    (only,) = document.references
    assert only.item
    assert (only.key, only.raw, only.item.page, only.item.year) == (
        "b0",
        "Mosca C. Bones. Gut 53:251.",
        "251-255",
        "2004",
    )
    assert [one.targets for one in document.citations] == [("b0",)]


def test_web_page_list_its_links_and_their_captions() -> None:
    entries = "".join(
        f'<li id="r{at}">{one} <a href="https://doi.org/10.5555/{at}">Crossref</a> [<a href="/p">PubMed</a>]</li>'
        for at, one in enumerate(LIST, 1)
    )
    words = "<p>Teeth <a href='#r1'>[1]</a>, salt <a href='#r2'>2</a>.</p>"
    page = f"<html><body>{words}<h2>References</h2><ol>{entries}</ol></body></html>"
    document = read(page, "a.html")
    references = list(document.references)
    assert [one.key for one in references] == ["r1", "r2", "r3", "r4"] or [one.key for one in references] == list(
        "1234"
    )
    assert references[0].item
    assert references[0].item.doi == "10.5555/1"
    assert "PubMed" not in references[0].raw
    assert [one.targets for one in document.citations] == [(references[0].key,), (references[1].key,)]


def test_web_page_entry_that_holds_two_works_leaves_the_links_of_the_others() -> None:
    works = (f"{LIST[0]} {LIST[3]}", *LIST[1:3])
    entries = "".join(f'<li id="r{at}">{one}</li>' for at, one in enumerate(works, 1))
    page = f"<html><body><p>Salt <a href='#r2'>2</a>.</p><h2>References</h2><ol>{entries}</ol></body></html>"
    document = read(page, "a.html")
    references = list(document.references)
    assert [one.raw for one in references] == [LIST[0], LIST[3], LIST[1], LIST[2]]
    assert [one.targets for one in document.citations] == [(references[2].key,)]


def test_entries_that_line_breaks_part_in_one_paragraph_are_separate() -> None:
    broken = "<w:br/>".join(f"<w:t>{one}</w:t>" for one in LIST)
    assert [one.raw for one in listed(docx(article([f"<w:p><w:r>{broken}</w:r></w:p>"])), "a.docx")] == list(LIST)
    page = f"<html><body><p>{TEXT[0]}</p><h2>References</h2><p>{'<br>'.join(LIST)}</p></body></html>"
    assert [one.raw for one in listed(page, "a.html")] == list(LIST)


def test_latex_list_and_keys() -> None:
    items = "\n".join(rf"\bibitem[{{Mosca(2004)}}]{{key{at}}} {one}" for at, one in enumerate(LIST, 1))
    tex = (
        "\\documentclass{article}\n\\begin{document}\nTeeth \\citep[see][]{key1,key3} % \\cite{hidden}\nSalt"
        " \\cite{gone}.\n"
        f"\\begin{{thebibliography}}{{9}}\n{items}\n\\end{{thebibliography}}\n\\end{{document}}"
    )
    document = read(tex, "a.tex")
    assert [(one.key, one.location.line) for one in document.references] == [(f"key{at}", at + 5) for at in range(1, 5)]
    assert [one.targets for one in document.citations] == [("key1", "key3"), ("gone",)]


def test_latex_accents_are_letters() -> None:
    from citecheck.formats.documents.tex_text import printed

    assert (
        printed(r"\'{E}mile M\"uller, \v{S}t\v epan, \o{}re \& Co, ``x'' 1--2 \emph{Gut}")[0]
        == "Émile Müller, Štěpan, øre & Co, “x” 1–2 Gut"
    )


def test_latex_addresses_behind_a_style_word_and_with_a_per_cent_sign_are_whole() -> None:
    tex = (
        "\\begin{thebibliography}{9}\n\\bibitem{salt} \\bibinfo{author}{Doe, J.} \\newblock Salt in the diet of mice."
        " J Salt Res \\textbf{7}, 12--19 (\\bibinfo{year}{2011}). \\newblock \\urlprefix\\url{http://dx.doi.org/10.5555%2Fsalt.7}."
        " % gone\n\\end{thebibliography}"
    )
    (only,) = listed(tex, "a.tex")
    assert (
        only.raw == "Doe, J. Salt in the diet of mice. J Salt Res 7, 12–19 (2011). http://dx.doi.org/10.5555%2Fsalt.7."
    )
    assert only.item
    assert only.item.doi == "10.5555/salt.7"


def test_biblatex_list_is_read() -> None:
    bbl = (
        "% $ biblatex auxiliary file"
        " $\n\\entry{roe}{article}{}{}\n\\name{author}{1}{}{%\n{{hash=1}{%\nfamily={Roe},\ngiven={R}}}%\n}\n"
        "\\field{title}{Mud}\n\\field{journaltitle}{Mud}\n\\field{year}{2001}\n\\endentry\n"
    )
    (only,) = listed(bbl, "a.bbl")
    assert only.item
    assert (only.key, only.item.title, only.item.year, only.item.author[0].family) == ("roe", "Mud", "2001", "Roe")


CSL = [
    {"id": "roe", "type": "article-journal", "title": "Mud", "issued": {"date-parts": [[2001]]}},
    {"id": "idle", "title": "Sand"},
]


def test_markdown_reads_the_library_that_its_front_matter_names(tmp_path: Path) -> None:
    (tmp_path / "refs.json").write_text(json.dumps(CSL))
    words = "Mud [@roe, p. 3] and @gone, see @fig-one, `@code`, a@example.org."
    text = f"---\ntitle: Mud\nbibliography: refs.json\n---\n{words}\n"
    document = read(text, str(tmp_path / "a.md"))
    assert [one.key for one in document.references] == ["roe"]
    assert [one.targets for one in document.citations] == [("roe",), ("gone",)]


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("a.md", "---\nbibliography: [refs.json, gone.bib]\n---\nMud [@roe] and\nsand [@lost].\n"),
        ("a.tex", "\\documentclass{article}\n\\bibliography{refs.json,gone}\nMud \\cite{roe} and \\cite{lost}.\n"),
    ],
)
def test_what_is_cited_of_a_library_that_is_not_there_is_told_with_its_place(
    tmp_path: Path, file: str, text: str
) -> None:
    (tmp_path / "refs.json").write_text(json.dumps(CSL))
    document = read(text, str(tmp_path / file))
    roe, lost = document.references
    assert (roe.key, roe.problem, lost.key, lost.location.line) == ("roe", "", "lost", 5 if file == "a.md" else 3)
    assert "it is in no library that could be read" in lost.problem
    assert f"{tmp_path / file}:2 names gone.bib, which is not there" in lost.problem
    assert document.notes == (f"{tmp_path / file}:2 names gone.bib, which is not there",)


def test_markdown_that_cites_by_identifiers_needs_no_library() -> None:
    text = (
        "---\ntitle: Mud\nbibliography: gone.bib\n---\nMud [@doi:10.5555/mud.1; @pmid:91000001] and @url:https://example.org"
        " as @doi:10.5555/mud.1 has it, see @fig:one.\n"
    )
    found = listed(text, "a.md")
    assert [(one.key, one.item.doi, one.item.pmid, one.item.url) for one in found if one.item] == [
        ("doi:10.5555/mud.1", "10.5555/mud.1", "", ""),
        ("pmid:91000001", "", "91000001", ""),
        ("url:https://example.org", "", "", "https://example.org"),
    ]
    assert {one.location.line for one in found} == {5}


def test_markdown_reads_references_in_the_front_matter() -> None:
    text = "---\nreferences:\n- id: roe\n  type: book\n  title: Mud\n  issued: 2001\n---\nMud [@roe].\n"
    (only,) = listed(text, "a.qmd")
    assert only.item
    assert (only.key, only.item.title, only.item.year) == ("roe", "Mud", "2001")


def test_markdown_list_is_read_without_markup() -> None:
    entries = "\n".join(f"1. {one.replace('Gut', '*Gut*')}" for one in LIST)
    references = listed(f"# Mud\n\n{TEXT[0]}\n\n## References\n\n{entries}\n\n## Appendix\n\nText.\n", "a.md")
    assert [(one.key, one.raw) for one in references] == [(str(at), one) for at, one in enumerate(LIST, 1)]


def test_pdf_list_over_pages_with_heads_and_hanging_lines() -> None:
    entries = [one.replace("a", "aeiou"[at % 5]) + f" Part {at}." for at in range(20) for one in LIST]
    lines = [*TEXT, "References", *(part for one in entries for part in (one[:50], "    " + one[50:]))]
    references = listed(pdf(lines), "a.pdf")
    assert [one.raw.replace(" ", "") for one in references] == [one.replace(" ", "") for one in entries]
    assert references[-1].location.page == 3


def test_pdf_without_text_is_refused_with_a_way_out() -> None:
    with pytest.raises(InputError, match="no text") as refused:
        read(pdf([]), "scan.pdf")
    assert "OCR" in refused.value.hint


def test_open_document_list_items_are_numbered() -> None:
    names = "".join(f' xmlns:{one}="urn:{one}"' for one in ("office", "text", "style"))
    style = '<text:list-style style:name="L"><text:list-level-style-number style:num-format="1"/></text:list-style>'
    items = "".join(f"<text:list-item><text:p>{one}</text:p></text:list-item>" for one in LIST)
    content = (
        f"<office:document-content{names}><office:automatic-styles>{style}</office:automatic-styles><office:body>"
        f'<text:h>References</text:h><text:list text:style-name="L">{items}</text:list>'
        "</office:body></office:document-content>"
    )
    data = zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})
    references = listed(data, "a.odt")
    assert [(one.key, one.raw) for one in references] == [(str(at), one) for at, one in enumerate(LIST, 1)]


def test_rtf_paragraphs_are_read() -> None:
    rtf = "{\\rtf1\\ansi " + "\\par ".join([*TEXT, "References", *LIST]) + "\\par}"
    assert [one.raw for one in listed(rtf, "a.rtf")] == list(LIST)


@pytest.mark.parametrize("file", ["a.txt", "-"])
def test_an_article_in_plain_text_has_citations(file: str) -> None:
    document = read(plain(), file)
    assert [one.targets for one in document.citations] == [("1",), ("2", "3"), ("1", "2", "3"), ("4",)]
