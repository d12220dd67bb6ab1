"""What kind of work a reference means, told by its words and identifiers."""

from __future__ import annotations

import pytest

from citecheck.formats import citation
from citecheck.formats.citation.kinds import PARTLY_HELD, WORDS, kind, names_a_meeting, names_a_server
from citecheck.model import Item, Reference

TEXTS = [
    ("thesis", "Doe J. Bones in winter [dissertation]. Bern: University of Bern; 2012."),
    ("thesis", "Roe R. Bones in spring. Doctoral thesis, University of Nowhere, 2013."),
    ("software", "Doe J. bonesim: an R package for invented bones. 2020. https://github.com/doe/bonesim"),
    ("report", "World Health Organization. Invented status report. Geneva: World Health Organization; 2018."),
    ("report", "Poe A. Sand in bones. Technical report 17, Institute of Nowhere; 2009."),
    ("standard", "ISO 99001:2015. Management of invented bones. Geneva: ISO; 2015."),
    ("patent", "Smith J, inventor. Method for inventing bones. US patent 7,123,456. 2006."),
    ("legislation", "Invented Bones Act of 1996. Pub. L. No. 104-991."),
    ("article-newspaper", "Brown A. Bones of contention. New York Times. 2019 Mar 3."),
    ("personal_communication", "Jones B, personal communication, 2011."),
    ("book", "Strong W, Weak E. The elements of bones. 4th ed. Boston: Unheard Press; 2000."),
    ("chapter", "Foo A. A chapter on bones. In: Bar B, editor. A book of bones. London: Saunders; 1999. p. 1-20."),
    ("webpage", "Bureau of Bones. Bone season. Available from: https://www.bones.example/season. Accessed 2 May 2020."),
    ("article-journal", "Smith J. A bone. Proc Natl Acad Sci U S A. 2001;98:1-3."),
    (
        "paper-conference",
        "Smith J. A bone. In: Proceedings of the 5th International Conference on Bones; 2001. p. 1-3.",
    ),
    ("article", "Smith J. A bone. bioRxiv 2019. doi:10.1101/123456"),
    ("article", "Smith J, Doe A. A deep bone. arXiv preprint arXiv:1901.01234 (2019)."),
    ("article-journal", "Smith J. A bone. J Bones. 2001;3:4-5. arXiv:1901.01234"),
    ("article-journal", "Lee K. Dissertation writing in practice. J Acad Bones. 2010;3:1-9."),
    ("dataset", "Lee K. Data from: Bones of the sea. Dryad. 2014. doi:10.5061/dryad.55555"),
]


@pytest.mark.parametrize(("expected", "text"), TEXTS)
def test_kind_is_told_by_the_text(expected: str, text: str) -> None:
    item, spans = citation.read(text)
    assert kind(Reference(key="1", raw=text, item=item, spans=spans)) == expected


def test_columns_say_their_kind_or_tell_it_by_their_values() -> None:
    item = Item(title="Bones", container_title="Journal of Bones", volume="3", page="4-5", issued=(2001,))
    assert kind(Reference(key="1", item=item)) == "article-journal"
    assert kind(Reference(key="1", item=Item(type="thesis", title="Bones"))) == "thesis"
    assert kind(Reference(key="1", item=Item(title="Bones"))) == ""
    assert kind(Reference(key="1", raw="???", problem="nothing to read")) == ""


def test_every_kind_but_the_article_is_held_in_part_and_has_words() -> None:
    assert set(WORDS) - {"article-journal"} == PARTLY_HELD
    assert all(WORDS.values())


def test_names_of_meetings_and_servers_are_told_from_journals() -> None:
    meetings = ("Proc. of the 3rd Int. Conf. on Bones", "NeurIPS", "8th Workshop on Bones", "BoneCon")
    journals = ("Proceedings of the National Academy of Sciences", "Mayo Clin Proc", "Bone", "Expert Syst Appl")
    assert [name for name in (*meetings, *journals) if names_a_meeting(name)] == list(meetings)
    assert [name for name in ("bioRxiv", "arXiv", "Bone") if names_a_server(name)] == ["bioRxiv", "arXiv"]
