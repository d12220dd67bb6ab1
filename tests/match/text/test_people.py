"""Who a raw text names, read beside a record of the same people."""

from __future__ import annotations

from citecheck.formats import citation
from citecheck.match.compare import compare
from citecheck.match.text.beside import beside
from citecheck.model import Item, Level, Name, Reference, Work

MOSS = Item(
    title="Slow growth of moss on northern roofs",
    author=(
        Name(family="Tern", given="Karl Ole"),
        Name(family="He", given="Kai"),
        Name(family="Del Alk", given="Ida"),
        Name(family="Tern", given="Mai-Lin"),
    ),
    container_title="Journal of Imaginary Botany",
    issued=(2011,),
    volume="12",
    page="245-258",
)
REST = "(2011) Slow growth of moss on northern roofs. Journal of Imaginary Botany 12: 245-258."


def _claimed(authors: str, item: Item = MOSS) -> tuple[list[str], bool]:
    text = f"{authors} {REST}"
    parsed, spans = citation.read(text)
    reference, works = Reference(key="1", raw=text, item=parsed, spans=spans), (Work(item=item, source="crossref"),)
    claimed = beside(reference, works, compare(parsed, works)).claimed
    return [str(name).rstrip(".") for name in claimed.author], claimed.authors_cut


def test_names_that_lost_the_spaces_between_them_are_read_with_the_record() -> None:
    assert _claimed("TernKOHeKDel AlkITernML")[0] == ["Tern KO", "He K", "Del Alk I", "Tern ML"]


def test_short_surnames_are_no_initials_of_the_author_before() -> None:
    assert _claimed("Tern KO, He K, Del Alk I, Tern M-L.")[0][:2] == ["Tern KO", "He K"]


def test_initials_behind_a_comma_are_the_next_author_s() -> None:
    assert _claimed("K. O. Tern, K. He, I. Del Alk, and M.-L. Tern")[0] == [
        "Tern K. O",
        "He K",
        "Del Alk I",
        "Tern M.-L",
    ]


def test_full_names_without_commas_are_parted_as_the_record_has_them() -> None:
    assert _claimed("Karl Ole Tern Kai He Ida Del Alk and Mai-Lin Tern.")[0] == [
        "Tern Karl Ole", "He Kai", "Del Alk Ida", "Tern Mai-Lin",
    ]  # fmt: skip


def test_an_ellipsis_says_that_there_are_more_authors() -> None:
    assert _claimed("Tern, K. O., He, K., … Tern, M.-L.")[1]
    assert not _claimed("Tern, K. O., He, K., & Tern, M.-L.")[1]


def test_another_person_among_glued_names_is_seen() -> None:
    parsed, spans = citation.read(text := f"TernKO, HuK, Del AlkI, TernML {REST}")
    reference, works = Reference(key="1", raw=text, item=parsed, spans=spans), (Work(item=MOSS, source="crossref"),)
    levels = {one.field: one.level for one in beside(reference, works, compare(parsed, works)).agreements}
    assert levels["other-authors"] is Level.CLOSE
