"""BibTeX: what is written is what a BibTeX reader reads."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import SeparateCoAuthors, SplitNameParts
from hypothesis import given
from hypothesis import strategies as st

from citecheck.formats import bibtex
from citecheck.model import Item, Name
from tests.formats.tools import written

MOSCA = Name(family="Mosca", given="Caterina")
COMMANDS = {"backslash": "\\", "asciitilde": "~", "asciicircum": "^", "braceleft": "{", "braceright": "}"}


def parse(text: str) -> list[tuple[str, str, dict[str, str]]]:
    """Type, key and fields of each entry, as bibtexparser reads them."""
    library = parse_string(text, parse_stack=[])
    assert not library.failed_blocks
    assert len(library.blocks) == len(library.entries)
    return [
        (one.entry_type, one.key, {name: bare(field.value) for name, field in one.fields_dict.items()})
        for one in library.entries
    ]


def bare(value: str) -> str:
    return value[1:-1] if value.startswith("{") else value


def undone(value: str) -> str:
    """`value` as TeX would print it."""
    pattern = re.compile(r"\\text(\w+?)\{\}|\\([&%$#_])|[{}]")
    return pattern.sub(lambda match: COMMANDS.get(match[1], "") if match[1] else match[2] or "", value)


def fields(item: Item) -> dict[str, str]:
    ((_, _, read),) = parse(written(bibtex.FORMAT, [("1", item)]))
    return read


def keys(*items: Item) -> list[str]:
    numbered = [(str(place), item) for place, item in enumerate(items)]
    return [key for _, key, _ in parse(written(bibtex.FORMAT, numbered))]


def test_a_whole_article_looks_like_this() -> None:
    item = Item(
        type="article-journal",
        title="Bone health & the FOXO1 gene: A review of in vitro work",
        author=(MOSCA, Name(literal="Bone and Gut Group")),
        authors_cut=True,
        container_title="Gut",
        issued=(2022, 6),
        volume="110",
        issue="6",
        page="641-648",
        doi="10.5555/a_b",
        pmid="77",
        pmcid="PMC88",
        issn=("0017-5749", "1468-3288"),
        url="https://example.org/",
    )
    assert written(bibtex.FORMAT, [("1", item)]) == (
        "@article{Mosca2022,\n"
        "  author = {Mosca, Caterina and {Bone and Gut Group} and others},\n"
        "  title = {Bone health \\& the {FOXO1} gene: {A} review of in vitro work},\n"
        "  journal = {Gut},\n"
        "  year = {2022},\n"
        "  month = jun,\n"
        "  volume = {110},\n"
        "  number = {6},\n"
        "  pages = {641--648},\n"
        "  doi = {10.5555/a_b},\n"
        "  pmid = {77},\n"
        "  pmcid = {PMC88},\n"
        "  issn = {0017-5749, 1468-3288},\n"
        "}\n"
    )


@pytest.mark.parametrize(
    ("item", "key"),
    [
        (Item(author=(Name(family="van Staa", given="TP"),), issued=(2003,)), "vanStaa2003"),
        (Item(author=(Name(family="Herrero-Fernández"),), issued=(2023,)), "HerreroFernandez2023"),
        (Item(author=(Name(family="Łoś"),)), "Losnd"),
        (Item(author=(Name(literal="The World Health Organization"),), issued=(2020,)), "World2020"),
        (Item(title="A “new” bone", issued=(2020,)), "new2020"),
        (Item(author=(Name(family="李", given="明"),), title="On bones", issued=(2020,)), "On2020"),
        (Item(), "refnd"),
    ],
)
def test_keys_are_author_and_year_in_ascii(item: Item, key: str) -> None:
    assert keys(item) == [key]


def test_keys_are_told_apart_by_letters_whatever_their_case() -> None:
    item, lower = Item(author=(MOSCA,), issued=(2022,)), Item(author=(Name(family="mosca"),), issued=(2022,))
    assert keys(item, item, lower) == ["Mosca2022", "Mosca2022a", "mosca2022b"]
    assert keys(*[item] * 29)[-3:] == ["Mosca2022z", "Mosca2022aa", "Mosca2022ab"]


@pytest.mark.parametrize(
    ("csl", "kind", "container", "publisher"),
    [
        ("article-journal", "article", "journal", "publisher"),
        ("paper-conference", "inproceedings", "booktitle", "publisher"),
        ("chapter", "incollection", "booktitle", "publisher"),
        ("book", "book", "journal", "publisher"),
        ("thesis", "phdthesis", "journal", "school"),
        ("report", "techreport", "journal", "institution"),
        ("article", "misc", "journal", "publisher"),
        ("dataset", "misc", "journal", "publisher"),
    ],
)
def test_types_have_their_entry_and_their_fields(csl: str, kind: str, container: str, publisher: str) -> None:
    ((read, _, found),) = parse(written(bibtex.FORMAT, [("1", Item(type=csl, container_title="C", publisher="P"))]))
    assert (read, found) == (kind, {container: "C", publisher: "P"})


@pytest.mark.parametrize(
    ("name", "written"),
    [
        (Name(family="van Staa", given="T. P."), "van Staa, T. P."),
        (Name(family="King", given="Martin", suffix="Jr."), "King, Jr., Martin"),
        (Name(literal="Smith, Jones and Sons"), "{Smith, Jones and Sons}"),
        (Name(family="van Staa"), "{van Staa}"),
        (Name(family="Mosca"), "Mosca"),
        (Name(family="Others"), "{Others}"),
        (Name(family="Bread and Butter", given="B"), "{Bread and Butter}, B"),
        (Name(family="Smith, Inc", given="B"), "{Smith, Inc}, B"),
    ],
)
def test_names_are_written_so_that_bibtex_takes_them_apart_rightly(name: Name, written: str) -> None:
    assert fields(Item(author=(name, MOSCA)))["author"] == f"{written} and Mosca, Caterina"


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("Bones", "Bones"),
        ("DNA of bones", "{DNA} of bones"),
        ("Bones: The case of Crohn's disease", "Bones: {The} case of {Crohn's} disease"),
        ("Effect of 25-OH vitamin D3", "Effect of {25-OH} vitamin {D3}"),
        ("mRNA (TNF-β)", "{mRNA} ({TNF-β})"),
        ("“Why” Łoś?", "“Why” {Łoś}?"),
        ("of _RNA", r"of \_{RNA}"),
    ],
)
def test_capitals_in_titles_are_protected(title: str, written: str) -> None:
    assert fields(Item(title=title))["title"] == written


@pytest.mark.parametrize(
    ("page", "written"),
    [
        ("641-648", "641--648"),
        ("641–648", "641--648"),
        ("S12-8", "S12--8"),
        ("e00322-23", "e00322-23"),
        ("12-15, 18-20", "12--15, 18--20"),
        ("e20602", "e20602"),
        ("2-1-2-15", "2-1-2-15"),
    ],
)
def test_ranges_of_pages_have_two_hyphens(page: str, written: str) -> None:
    assert fields(Item(page=page))["pages"] == written


def test_an_article_number_stands_for_missing_pages() -> None:
    assert fields(Item(number="e00322-23")) == {"pages": "e00322-23"}
    assert fields(Item(number="e1", page="3")) == {"pages": "3"}
    assert fields(Item(type="report", number="TR-7")) == {"number": "TR-7"}


def test_a_url_is_written_only_without_a_doi_and_never_escaped() -> None:
    url = "https://example.org/a_b?c=%20#d&e~f"
    assert fields(Item(url=url)) == {"url": url}
    assert fields(Item(url=url, doi="10.5555/a_b#c<d>")) == {"doi": "10.5555/a_b#c<d>"}


@pytest.mark.parametrize("text", ["{", "}", "}{", "a\\", "\\}", "@article{x,", "a = {b}, c", '"', "\n@comment{"])
def test_nothing_in_the_data_breaks_the_file(text: str) -> None:
    item = Item(title=text, container_title=text, doi="10.5555/" + text, author=(Name(literal=text), MOSCA))
    first, second = parse(written(bibtex.FORMAT, [("1", item), ("2", Item(title="Bones"))]))
    assert undone(first[2]["title"]) == " ".join(text.split())
    assert unquote(first[2]["doi"]) == " ".join(f"10.5555/{text}".split())
    assert second[2] == {"title": "Bones"}


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from('{}\\&%$#_~^"@,=-: \n'), max_size=30)
WORDS = TEXT.map(lambda text: " ".join(text.split()))
PART = WORDS.filter(bool)
NAMES = st.builds(Name, family=PART, given=PART, suffix=WORDS) | st.builds(Name, literal=PART)


@given(title=WORDS, container=WORDS, volume=WORDS, publisher=WORDS, doi=WORDS, names=st.lists(NAMES, max_size=3))
def test_any_item_is_read_back(
    title: str, container: str, volume: str, publisher: str, doi: str, names: list[Name]
) -> None:
    item = Item(
        type="article-journal",
        title=title,
        author=tuple(names),
        container_title=container,
        issued=(2004,),
        volume=volume,
        publisher=publisher,
        doi=doi.replace("%", ""),
    )
    ((kind, _, read),) = parse(written(bibtex.FORMAT, [("1", item)]))
    assert kind == "article"
    assert read.pop("year") == "2004"
    assert unquote(read.pop("doi", "")) == item.doi
    assert undone(read.pop("author", "")) == " and ".join(map(printed, names))
    wanted = {"title": title, "journal": container, "volume": volume, "publisher": publisher}
    assert {name: undone(value) for name, value in read.items()} == {
        name: text for name, text in wanted.items() if text
    }


def printed(name: Name) -> str:
    return name.literal or ", ".join(part for part in (name.family, name.suffix, name.given) if part)


def test_bibtexparser_takes_the_names_apart_as_we_meant_them() -> None:
    names = (Name(family="van Staa", given="Tjeerd P"), Name(family="King", given="Martin", suffix="Jr."), MOSCA)
    text = written(bibtex.FORMAT, [("1", Item(author=(*names, Name(literal="Bone and Gut Group"))))])
    middlewares = [SeparateCoAuthors(), SplitNameParts()]
    library = parse_string(text, append_middleware=middlewares)
    first, second, third, group = library.entries[0]["author"]
    assert (first.von, first.last, first.first) == (["van"], ["Staa"], ["Tjeerd", "P"])
    assert (second.last, second.jr, second.first) == (["King"], ["Jr."], ["Martin"])
    assert (third.last, third.first) == (["Mosca"], ["Caterina"])
    assert group.last == ["{Bone and Gut Group}"]
