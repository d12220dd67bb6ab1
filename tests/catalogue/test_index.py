from __future__ import annotations

from pathlib import Path

import pytest

from citecheck.catalogue import index, schema
from citecheck.catalogue.build import build
from citecheck.catalogue.index import Catalogue
from citecheck.catalogue.manifest import Damaged
from citecheck.errors import SettingsError
from citecheck.formats import citation
from citecheck.model import Item, Name
from tests.catalogue.made import PEOPLE, library, pubmed, record

SIZE = 2000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("catalogue")
    works = library(place / "works.jsonl", (record(number) for number in range(SIZE)))
    special = library(
        place / "special.jsonl",
        [
            record(8001, title="Ein Jahr unter Flechten", author=[{"family": "van der Zee-Lund", "given": "Q"}]),
            record(8002, author=[], title="", page="e0448", volume="77", DOI="10.5555/inv.0000448"),
            record(8003, PMID="515", PMCID="PMC818"),
            # What some registries say of a work: no volume, no page.
            record(8004, volume="", page="", author=[{"family": "Quisling-Orr"}], issued={"date-parts": [[1975]]}),
        ],
    )
    articles = pubmed(place / "pubmed26n0001.xml", [("515", "1", "Observations of beetles in season 8003")])
    build(place / "made", [works, special, articles], fresh=True)
    return place / "made"


@pytest.fixture(scope="module")
def catalogue(folder: Path) -> Catalogue:
    return Catalogue.open(folder)


def _dois(catalogue: Catalogue, raw: str, *, parsed: bool = True) -> list[str]:
    item = citation.read(raw)[0] if parsed else Item()
    return [work.item.doi for work in catalogue.shortlist(item, raw)]


def test_identifiers_of_each_kind_are_looked_up(catalogue: Catalogue) -> None:
    assert [work.source for work in catalogue.lookup("pmid", "515")] == ["library", "pubmed"]
    assert [work.item.pmid for work in catalogue.lookup("pmcid", "PMC818")] == ["515"]
    assert catalogue.lookup("doi", "10.5555/obs.0")[0].item.title == "Observations of tides in season 0"
    assert catalogue.lookup("doi", "10.5555/obs.absent") == catalogue.lookup("isbn", "10.5555/obs.0") == ()
    assert catalogue.lookup("doi", "") == ()


def test_terse_reference_without_title_finds_its_work_alone(catalogue: Catalogue) -> None:
    assert _dois(catalogue, "Eriksen A, Abara B. J Invent Obs. 1964;5:128-33.") == ["10.5555/obs.4"]


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("C. Castillo, J. Invent. Obs. 63, 9984 (1992)", 1412),  # first page only
        ("Castillo, A. Observations of lichens in season 1412. J Invent Obs 1899;1:1", 1412),  # wrong numbers
        ("A. Castillo and B. Brandt, Journal ofInvented Observations63,9984(1992).", 1412),  # lost spaces
        ("[1] Invented Observations 64 (1993) 9991", 1413),  # nobody named
    ],
)
def test_reference_in_any_style_is_shortlisted(catalogue: Catalogue, raw: str, number: int) -> None:
    found = catalogue.shortlist(Item(), raw)
    assert f"10.5555/obs.{number}" in [work.item.doi for work in found]
    assert len(found) == 10


def test_reference_known_only_by_its_fields_is_shortlisted(catalogue: Catalogue) -> None:
    item = Item(author=(Name(family="Brandt"),), title="Observations of glaciers in season 1231", issued=(1991,))
    assert catalogue.shortlist(item, "")[0].item.doi == "10.5555/obs.1231"


def test_surname_is_found_without_particles_and_by_its_parts(catalogue: Catalogue) -> None:
    for family in ("van der Zee-Lund", "Zee-Lund", "Lund"):
        item = Item(author=(Name(family=family),), issued=(1981,), volume="82", page="56107-12")
        assert [work.item.doi for work in catalogue.shortlist(item, "")] == ["10.5555/obs.8001"]


@pytest.mark.parametrize("number", ["e0448", "448", "0000448"])
def test_article_number_is_found_by_its_digits_and_the_end_of_the_doi(catalogue: Catalogue, number: str) -> None:
    raw = f"J Invent Obs. 1982;77:{number}"
    assert "10.5555/inv.0000448" in _dois(catalogue, raw)


def test_shortlist_counts_works_and_not_their_views(catalogue: Catalogue) -> None:
    found = catalogue.shortlist(Item(), "Observations of beetles in season 8003", limit=3)
    works = {work.item.pmid or work.item.doi for work in found}
    assert ("515" in works, len(works), len(found)) == (True, 3, 4)


@pytest.mark.parametrize(
    "raw",
    [
        "Quisling-Orr A. J Invent Obs. 1975;16:100-5.",
        "J Invent Obs. 1975;16:400-5.",
        "1 A. Quislling-Orr, (1975).",
        "1 A.Quis ling-Orr,(1 975).",
    ],
)
def test_work_whose_record_states_no_numbers_keeps_a_place(catalogue: Catalogue, raw: str) -> None:
    assert "10.5555/obs.8004" in _dois(catalogue, raw)


def test_text_that_says_nothing_finds_nothing(catalogue: Catalogue) -> None:
    assert catalogue.shortlist(Item(), "") == catalogue.shortlist(Item(), "?! … --") == ()
    assert catalogue.search("zzzz") == []


def test_search_tells_which_fields_matched(catalogue: Catalogue) -> None:
    best, second = catalogue.search("flechten 1981 zee", 2)
    assert best.work.item.doi == "10.5555/obs.8001"
    assert best.matched == ("author", "title", "year")
    assert best.score > second.score


def test_info_counts_records_by_source(catalogue: Catalogue) -> None:
    info = catalogue.info()
    assert info.sources == (("library", SIZE + 4), ("pubmed", 1))
    assert [file.name for file in info.files] == ["pubmed26n0001.xml", "works.jsonl", "special.jsonl"]
    assert info.updated == info.files[-1].applied
    assert 0 < info.size < 700 * info.records


def test_folder_without_a_catalogue_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no catalogue in") as caught:
        Catalogue.open(tmp_path / "nowhere")
    assert "catalogue build" in caught.value.hint


def test_damaged_manifest_is_told(tmp_path: Path) -> None:
    now = f'"format": {schema.FORMAT}'
    for text in ("{", "[]", f"{{{now}}}", f'{{{now}, "index": "index-1", "files": [{{"name": 1}}]}}'):
        (tmp_path / "manifest.json").write_text(text)
        with pytest.raises(Damaged, match="is damaged"):
            Catalogue.open(tmp_path)


def test_work_of_many_authors_keeps_its_place_among_short_look_alikes(tmp_path: Path) -> None:
    words = "Guidance on the measured use of dune grass against drifting sand in old harbours".split()
    crowd = [{"family": f"{PEOPLE[n % 10]}{n}"} for n in range(90)]
    meant = record(1, title=" ".join(words), author=crowd, volume="", page="", issued={"date-parts": [[2014]]})
    alike = [
        record(n, title=" ".join(words[n % 3 :]), author=crowd[:2], issued={"date-parts": [[1990 + n % 20]]})
        for n in range(2, 40)
    ]
    build(tmp_path / "made", [library(tmp_path / "works.jsonl", [meant, *alike])], fresh=True)
    item = Item(author=(Name(family="Abara0"), Name(family="Brandt1")), title=" ".join(words), issued=(2014,))
    found = Catalogue.open(tmp_path / "made").shortlist(item, "", limit=7)
    assert "10.5555/obs.1" in [work.item.doi for work in found]


def test_common_terms_are_asked_for_together_alone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What many works have costs most; author and year together, or year and page, still lead to the work."""
    monkeypatch.setattr(index, "_COMMON", 2)
    few = Catalogue.open(folder)
    assert "10.5555/obs.1412" in _dois(few, "C. Castillo, J. Invent. Obs. 63, 9984 (1992)", parsed=False)
    assert "10.5555/obs.1412" in _dois(few, "1 Castillo and Brandt (1992)", parsed=False)
