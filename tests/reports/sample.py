"""A report with one verdict of every kind, as a run over a real list gives them."""

from __future__ import annotations

from dataclasses import replace

from citecheck.interfaces import ReportFormat
from citecheck.model import (
    Agreement,
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

FILE = "references.csv"
_ORDER = ["first-author", "other-authors", "title", "container-title", "year", "volume", "issue", "page", "doi", "pmid"]


def named(*names: str) -> tuple[Name, ...]:
    """`Mosca C` as family and given; a name without a space is a group."""
    parts = (name.rpartition(" ") for name in names)
    return tuple(Name(family=family, given=given) if family else Name(literal=given) for family, _, given in parts)


def spans(raw: str, **pieces: str) -> tuple[Span, ...]:
    """Where each piece first stands in the raw text; `container_title` is the field container-title."""
    return tuple(
        Span(field=field.replace("_", "-"), start=raw.index(piece), end=raw.index(piece) + len(piece))
        for field, piece in pieces.items()
    )


def agreements(claimed: Item, found: Item, **levels: Level) -> tuple[Agreement, ...]:
    """An agreement per field: as `levels` says, else absent where one side is silent, else exact."""
    return tuple(_agreement(field, _text(claimed, field), _text(found, field), levels) for field in _ORDER)


def _agreement(field: str, claimed: str, found: str, levels: dict[str, Level]) -> Agreement:
    usual = Level.EXACT if claimed and found else Level.ABSENT
    return Agreement(field=field, level=levels.get(field.replace("-", "_"), usual), claimed=claimed, found=found)


def _text(item: Item, field: str) -> str:
    if field in ("first-author", "other-authors"):
        return ", ".join(map(str, item.author[:1] if field == "first-author" else item.author[1:]))
    return item.locator if field == "page" else str(getattr(item, field.replace("-", "_")))


def _found(source: str, item: Item) -> Work:
    pages = {"crossref": f"https://api.crossref.org/works/{item.doi}", "pubmed": "https://pubmed.ncbi.nlm.nih.gov/"}
    return Work(item=item, source=source, url=pages[source] + (item.pmid if source == "pubmed" else ""))


_MOSCA = Item(
    type="article-journal",
    title="Newly Diagnosed Celiac Disease and Bone Health in Young Adults: A Systematic Literature Review",
    author=named("Mosca Caterina", "Thorsteinsdottir Fanney", "Abrahamsen Bo", "Rumessen JJ", "Händel MN"),
    container_title="Calcified Tissue International",
    container_title_short="Calcif Tissue Int",
    issued=(2022, 6),
    volume="110",
    issue="6",
    page="641-648",
    doi="10.1007/s00223-021-00938-w",
    pmid="34978602",
    pmcid="PMC8721639",
    issn=("0171-967X", "1432-0827"),
)
_MOSCA_RAW = (
    "Mosca C, Thorsteinsdottir F, Abrahamsen B, Rumessen JJ, Händel MN. Newly Diagnosed Celiac Disease and Bone "
    "Health in Young Adults: A Systematic Literature Review. Calcif Tissue Int. {}; 110(6):641-8."
)
_CITED = Item(
    title=_MOSCA.title,
    author=named("Mosca C", "Thorsteinsdottir F", "Abrahamsen B", "Rumessen JJ", "Händel MN"),
    container_title="Calcif Tissue Int",
    issued=(2022,),
    volume="110",
    issue="6",
    page="641-8",
)


def _mosca(key: str, year: int, line: int) -> Verdict:
    raw = _MOSCA_RAW.format(year)
    cited = replace(_CITED, issued=(year,))
    authors = raw[: raw.index(".")]
    pieces = {"author": authors, "title": _MOSCA.title, "container_title": "Calcif Tissue Int", "year": str(year)}
    same = year == 2022
    levels = {"container_title": Level.CLOSE, "page": Level.CLOSE} | ({} if same else {"year": Level.DIFFERENT})
    works = (_found("crossref", replace(_MOSCA, pmid="", pmcid="")), _found("pubmed", _MOSCA))
    finding = Finding(
        rule="year-mismatch",
        severity=Severity.WARNING,
        message="the year is 2021, the record says 2022",
        field="year",
        claimed="2021",
        found="2022",
    )
    return Verdict(
        reference=Reference(
            key=key,
            raw=raw,
            location=Location(file=FILE, line=line),
            item=cited,
            spans=spans(raw, **pieces, volume="110", issue="6", page="641-8"),
            extra=(("note", "core reference"), ("doi", "")),
        ),
        outcome=Outcome.VERIFIED if same else Outcome.MISMATCH,
        item=_MOSCA,
        match=Candidate(works=works, agreements=agreements(cited, _MOSCA, **levels), score=0.9987 if same else 0.9642),
        findings=() if same else (finding,),
    )


def _undecided() -> Verdict:
    item = Item(
        title="Calcium intake and fracture risk",
        author=named("Doe J", "Roe R"),
        authors_cut=True,
        container_title="J Imaginary Nutr",
        issued=(2019,),
        volume="4",
        page="12-19",
    )
    reason = "not asked: offline"
    message = f"no answer from crossref: {reason}; pubmed: {reason}"
    note = Finding(rule="source-silent", severity=Severity.NOTE, message=message)
    return Verdict(
        reference=Reference(
            key="3",
            raw="Doe J, Roe R, et al. Calcium intake and fracture risk. J Imaginary Nutr. 2019;4:12-19.",
            location=Location(file=FILE, line=4),
            item=item,
        ),
        outcome=Outcome.UNDECIDED,
        item=item,
        findings=(note,),
        outages=(Outage(source="crossref", reason=reason), Outage(source="pubmed", reason=reason)),
    )


def _not_found() -> Verdict:
    cited = Item(
        title="Gluten and the skeleton: a cohort of 10 000 adults",
        author=named("Example A", "Sample B"),
        container_title="Bone Rep Fict",
        issued=(2020,),
        volume="9",
        page="101",
    )
    near = replace(
        cited, title="Gluten and the thyroid", volume="3", page="7-15", doi="10.5555/near(1)<a>;2-#", issued=(2017,)
    )
    differ = dict.fromkeys(("title", "year", "volume", "page"), Level.DIFFERENT)
    candidate = Candidate(works=(_found("crossref", near),), agreements=agreements(cited, near, **differ), score=0.0213)
    message = (
        "every source answered, none knows a work that fits; the nearest is "
        "Example A 2017, “Gluten and the thyroid” (10.5555/near(1)<a>;2-#)"
    )
    return Verdict(
        reference=Reference(
            key="4",
            raw="Example A, Sample B. Gluten and the skeleton: a cohort of 10 000 adults. Bone Rep Fict. 2020;9:101.",
            location=Location(file=FILE, line=5, label="[4]"),
            item=cited,
        ),
        outcome=Outcome.NOT_FOUND,
        item=cited,
        findings=(Finding(rule="not-found", severity=Severity.ERROR, message=message),),
        candidates=(candidate,),
    )


def _unreadable() -> Verdict:
    problem = "the row has 2 fields, the heading 5"
    return Verdict(
        reference=Reference(key="5", raw="5,???", location=Location(file=FILE, line=6), problem=problem),
        outcome=Outcome.UNREADABLE,
        item=Item(),
        findings=(Finding(rule="unreadable", severity=Severity.ERROR, message=problem),),
    )


def _retracted() -> Verdict:
    item = Item(
        type="article-journal",
        title="骨代謝と食事: 追跡調査",
        author=(Name(literal="日本骨研究グループ"), Name(family="O’Neil", given="Zoë")),
        container_title="架空骨学会誌",
        issued=(2018, 3, 1),
        volume="12",
        number="e0042",
        doi="10.5555/retracted.2018.42",
        pmid="900000042",
    )
    retracted = Finding(
        rule="retracted", severity=Severity.ERROR, message="the work was retracted on 2020-05-01 (doi 10.5555/notice.7)"
    )
    registry = Finding(
        rule="one-registry", severity=Severity.NOTE, message="seen in crossref only, pubmed did not answer (timed out)"
    )
    raw = "日本骨研究グループ, O’Neil Z. 骨代謝と食事: 追跡調査. 架空骨学会誌 2018;12:e0042."
    return Verdict(
        reference=Reference(key="6", raw=raw, location=Location(file=FILE, line=7), item=item),
        outcome=Outcome.VERIFIED,
        item=item,
        match=Candidate(works=(_found("crossref", item),), agreements=agreements(item, item), score=0.9999),
        findings=(registry, retracted),
        outages=(Outage(source="pubmed", reason="timed out"),),
    )


def _hostile() -> Verdict:
    text = '"><script>alert(1)</script>\x1b[31m\u202e'
    item = Item(title=text, author=(Name(literal=f"=cmd|'/c calc'!A0{text}"),), container_title=text, page="-5")
    reference = Reference(
        key="7",
        raw=f'=HYPERLINK("http://example.org","{text}")\r\nsecond line',
        location=Location(file=FILE, line=8),
        item=item,
        extra=(("note", "@risk"), ("=1+1", "\tindented")),
    )
    finding = Finding(rule="ambiguous", severity=Severity.WARNING, message=f"several works fit {text}")
    silent = Outage(source="pubmed", reason="the service is down")
    return Verdict(reference=reference, outcome=Outcome.UNDECIDED, item=item, findings=(finding,), outages=(silent,))


def _bare() -> Verdict:
    """A reference that states nothing, of which nothing is known."""
    return Verdict(reference=Reference(key="", item=Item()), outcome=Outcome.UNDECIDED, item=Item())


SAMPLE = Report(
    verdicts=(
        _mosca("1", 2022, 2),
        _mosca("2", 2021, 3),
        _undecided(),
        _not_found(),
        _unreadable(),
        _retracted(),
        _hostile(),
        _bare(),
    ),
    sources=("crossref", "pubmed"),
    version="0.1.0",
)


def _outage() -> Report:
    """Both registries were silent, one of them because the time was over."""
    reasons = (Outage(source="crossref", reason="the service is down"), Outage(source="pubmed", reason=_TIME_OVER))
    message = f"no answer from crossref (the service is down) and pubmed ({_TIME_OVER})"
    note = Finding(rule="source-silent", severity=Severity.NOTE, message=message)
    verdicts = tuple(
        replace(one, outcome=Outcome.UNDECIDED, match=None, findings=(note,), outages=reasons, item=one.item)
        for one in (_mosca("1", 2022, 2), _mosca("2", 2021, 3))
    )
    return replace(SAMPLE, verdicts=verdicts)


_TIME_OVER = "not asked: the 6 s for the run are over"


def _waived() -> Report:
    """A wrong year that somebody accepts until May."""
    wrong = _mosca("2", 2021, 3)
    waived = tuple(replace(one, waiver="as printed by the journal; until 2027-05-01") for one in wrong.findings)
    accepted = replace(wrong, outcome=Outcome.VERIFIED, findings=(), waived=waived)
    return replace(SAMPLE, verdicts=(_mosca("1", 2022, 2), accepted))


RUNS = {
    "clean": replace(SAMPLE, verdicts=SAMPLE.verdicts[:1], made="2026-03-01T09:05:00Z"),
    "mixed": SAMPLE,
    "outage": _outage(),
    "waived": _waived(),
}

EMPTY = Report(verdicts=(), sources=("crossref",), version="0.1.0")


def shown(report_format: ReportFormat, report: Report) -> str:
    """The report as text."""
    return b"".join(report_format.parts(report)).decode()
