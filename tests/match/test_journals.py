"""Journals by the other names that they go by."""

from __future__ import annotations

import pytest

from citecheck.match.journals import is_debris, journal_level
from citecheck.model import Level

EXACT, CLOSE, DIFFERENT, ABSENT = Level.EXACT, Level.CLOSE, Level.DIFFERENT, Level.ABSENT
SERIES = "Lecture Notes in Computer Science"


@pytest.mark.parametrize(
    ("claimed", "found", "level", "manner"),
    [
        ("Cereb. Cortex", "Cerebral cortex (New York, N.Y. : 1991)", EXACT, ""),
        ("Proc Natl Acad Sci", "Proceedings of the National Academy of Sciences of the USA", EXACT, ""),
        ("Proc Natl Acad Sci U S A", "Proceedings of the National Academy of Sciences", EXACT, ""),
        ("Am J Physiol", "American Journal of Physiology-Renal Physiology", EXACT, "section"),
        ("Phys Rev", "Physical Review Section B", EXACT, "section"),
        ("Postgrad MedJ", "Postgraduate Medical Journal", EXACT, "spacing"),
        ("Arch Intern Med", "JAMA Internal Medicine", EXACT, "other-name"),
        ("Adv Neural Inf Process Syst", "Advances in Neural Information Processing Systems 29: 30th Annual Conference "
         "on Neural Information Processing Systems 2016, December 5-10, 2016, Barcelona, Spain", EXACT, "meeting"),
        ("Visions of the Heart: VOTH 2015", SERIES, ABSENT, "series"),
        (SERIES, SERIES, EXACT, ""),
        ("Proc. Int. Conf. on Machine Learning", "Association for Computing Machinery (ACM)", ABSENT, "publisher"),
        ("Osteoporosis Internatonal", "Osteoporosis International", CLOSE, "typo"),
        ("Annals of Modern Surgery", "Annals of Surgery", DIFFERENT, "word"),
        ("European Journal of Applied Heart Failure", "European Journal of Heart Failure", DIFFERENT, "word"),
        ("Circulation", "Circulation: Heart Failure", DIFFERENT, "word"),
        ("Lancet", "Lancet Oncology", DIFFERENT, ""),
        ("Lancet Lond. Engl", "The Lancet", EXACT, "house"),
        ("Hum Psychopharmacol Clin Exp", "Human Psychopharmacology: Clinical and Experimental", EXACT, "house"),
        ("Environ. Sci. Pollut. Res", "Environmental science and pollution research international", EXACT, "house"),
        ("ACM Trans. Knowl. Discov. Data", "ACM Transactions on Knowledge Discovery from Data", EXACT, "house"),
        ("Wiley Interdiscip Rev Comput Mol Sci", "WIREs Computational Molecular Science", EXACT, "house"),
        ("AJR Am J Roentgenol", "American Journal of Roentgenology", EXACT, "house"),
        ("Acta Crystallogr D", "Acta Crystallographica Section D Biological Crystallography", EXACT, "house"),
        ("Comput Aided Geom Des", "Computer Aided Geometric Design", EXACT, "house"),
        ("Can J Anaesth", "Canadian Journal of Anesthesia/Journal canadien d'anesthésie", EXACT, "house"),
        ("Headache", "Headache: The Journal of Head and Face Pain", EXACT, ""),
        ("Phys Rev Appl", "Physical Review A", DIFFERENT, "word"),
        ("J Clin Med Res", "Journal of Clinical Medicine", DIFFERENT, "word"),
        ("Stem Cell Res", "Stem Cells", DIFFERENT, "word"),
        ("Geo", "Geoarchaeology-An International Journal", DIFFERENT, ""),
        ("J Bone Miner Res", "Journal of Clinical Investigation", DIFFERENT, ""),
    ],
)  # fmt: skip
def test_names_of_one_journal_and_of_others(claimed: str, found: str, level: Level, manner: str) -> None:
    assert journal_level(claimed, found) == (level, manner)


@pytest.mark.parametrize("name", ["See", "Cs Stat] September", "Crossref. PubMed.", ""])
def test_what_leads_to_an_address_is_no_journal(name: str) -> None:
    assert is_debris(name)


@pytest.mark.parametrize("name", ["Science", "Cell", "Nature Medicine", "Web Ecology"])
def test_short_names_are_journals(name: str) -> None:
    assert not is_debris(name)
