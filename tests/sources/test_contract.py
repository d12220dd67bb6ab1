"""What gather relies on: for every remote source, bare and cached, against a service that is up and one that is not;
for every source on this machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from citecheck import plugins
from citecheck.catalogue.build import build
from citecheck.interfaces import Client, Endpoint, Identifier, Run, Source, SourceInfo, Stage
from citecheck.model import Item, Outage, Reference, Work
from citecheck.settings import Settings
from citecheck.sources.cached import Cached
from standins import library as shelves
from standins.crossref import CrossrefStandin
from standins.doi import DoiStandin
from standins.eutils import EutilsStandin
from tests.catalogue.made import library, record
from tests.sources import tools
from tests.sources.tools import Echo, at, reference

SECRETS = ("someone@reading-room.net", "0123456789abcdef")
OURS: dict[str, Any] = {
    "mailto": SECRETS[0],
    "keys": {key.variable: SECRETS[1] for info in plugins.every("sources") for key in info.keys},
}
BOOK = "Fabled physiology of the skeleton"
IDENTIFIERS = [
    Identifier("doi", "10.1136/gut.40.2.228"),
    Identifier("doi", "10.5555/missing"),
    Identifier("pmid", "9071937"),
    Identifier("pmid", "999999"),
    Identifier("pmcid", "PMC1"),
    Identifier("isbn", "9780000000001"),
]
REFERENCES = [
    reference("Bjarnason I", key="1", issued=(1997,), volume="40", page="228-33"),
    reference("Nobody N", key="2", issued=(1997,), volume="40", page="228-33"),
    Reference(key="3", raw="no fields at all", item=Item()),
    Reference(key="4", raw="", problem="empty line"),
    reference("Ostwick MJ", key="5", title=BOOK, issued=(2013,), type="book"),
]
Connect = Callable[[Settings], Source]
# Services; what may be anywhere, as cited addresses, is tried by itself.
REMOTE = [info.name for info in plugins.every("sources") if any(not one.opens for one in info.endpoints)]


@pytest.fixture(params=REMOTE)
def connect(request: pytest.FixtureRequest) -> Connect:
    return partial(tools.source, request.param)


@pytest.fixture(params=["bare", "cached"])
def up(request: pytest.FixtureRequest, connect: Connect, tmp_path: Path) -> Iterator[Source]:
    registered = DoiStandin(registered={"10.1136/gut.40.2.228": "Crossref"}, limits=False)
    held = EutilsStandin(limits=False, books=shelves.library())
    with CrossrefStandin(limits=False) as crossref, held as eutils, registered as doi:
        one = connect(at(crossref=crossref, eutils=eutils, doi=doi, **OURS))
        yield Cached(one, tmp_path) if request.param == "cached" else one
    written = "".join(path.name + path.read_text() for path in tmp_path.rglob("*.json"))
    assert not written or request.param == "cached"
    assert not any(secret in written for secret in SECRETS)


@pytest.fixture(params=["bare", "cached"])
def down(request: pytest.FixtureRequest, connect: Connect, tmp_path: Path) -> Source:
    with Echo() as echo:
        url = echo.url
    one = connect(at(url, **OURS))
    return Cached(one, tmp_path) if request.param == "cached" else one


def test_it_is_a_source(up: Source) -> None:
    assert isinstance(up, Source)
    assert up.remote
    assert up.lookup([]) == {}
    assert list(up.search([], Stage.EXACT)) == []
    asked = [Identifier(kind, "10.5555/x") for kind in sorted(up.identifies)]
    assert up.lookup(asked).keys() == set(asked)


def test_each_known_identifier_has_one_answer(up: Source) -> None:
    answers = up.lookup([*IDENTIFIERS, *IDENTIFIERS])
    assert set(answers) == {one for one in IDENTIFIERS if one.kind in up.identifies}
    assert all(isinstance(answer, tuple) for answer in answers.values())
    if "doi" in up.identifies:
        assert len(answers[IDENTIFIERS[0]]) == 1  # type: ignore[arg-type]
        assert answers[IDENTIFIERS[1]] == ()


def test_each_reference_has_one_answer_in_order_at_every_stage(up: Source) -> None:
    for stage in Stage:
        answers = up.search(REFERENCES, stage)
        assert len(answers) == len(REFERENCES)
        assert all(isinstance(answer, tuple) for answer in answers)
    found = [work for stage in up.stages for answer in up.search(REFERENCES, stage) for work in answer]  # type: ignore[union-attr]
    titled = {work.item.title for work in found}
    assert not up.stages or IDENTIFIERS[0].value in {work.item.doi for work in found} or BOOK in titled


def test_works_say_where_they_come_from(up: Source) -> None:
    answers = [*up.lookup(IDENTIFIERS[:1]).values(), *(up.search(REFERENCES, up.stages[-1]) if up.stages else ())]
    works = [work for answer in answers if isinstance(answer, tuple) for work in answer]
    assert works
    for work in works:
        assert isinstance(work, Work)
        assert work.source == up.name
        assert work.url.startswith("https://")
        assert work.item.doi == work.item.doi.lower()


def test_asking_twice_gives_the_same(up: Source) -> None:
    assert up.lookup(IDENTIFIERS) == up.lookup(IDENTIFIERS)
    for stage in up.stages:
        assert list(up.search(REFERENCES, stage)) == list(up.search(REFERENCES, stage))


def test_source_that_is_down_never_says_not_here(down: Source) -> None:
    answers = [*down.lookup(IDENTIFIERS[:1]).values()]
    for stage in down.stages[:1]:
        answers += down.search(REFERENCES[-1:] if stage is Stage.BOOK else REFERENCES[:2], stage)
    assert answers
    for answer in answers:
        assert isinstance(answer, Outage)
        assert answer.source == down.name
        assert answer.reason == answer.reason.strip().rstrip(".") != ""
        assert not any(secret in repr(answer) for secret in (*SECRETS, "127.0.0.1"))


# --- sources on this machine, whoever wrote them ------------------------------------------------------

LOCAL: list[SourceInfo] = [info for info in plugins.every("sources") if not info.endpoints]


def no_client(endpoint: Endpoint) -> Client:
    raise AssertionError("a source on this machine opens no client")


@pytest.fixture(params=LOCAL, ids=[info.name for info in LOCAL])
def local(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Source:
    info: SourceInfo = request.param
    build(tmp_path / "works", [library(tmp_path / "works.jsonl", [record(1), record(2)])], fresh=True)
    (tmp_path / "works.json").write_text("[]", encoding="utf-8")
    monkeypatch.setenv(f"CITECHECK_EXAMPLE_{info.name.upper()}", str(tmp_path / "works.json"))
    source = info.connect(Run(settings=Settings(catalogue=tmp_path / "works")), no_client)
    assert (source.name, source.identifies) == (info.name, info.identifies)
    return source


def test_it_is_a_source_that_asks_nobody(local: Source) -> None:
    assert isinstance(local, Source)
    assert not local.remote
    assert local.lookup([]) == {}
    assert list(local.search([], Stage.EXACT)) == []


def test_each_identifier_of_its_kinds_has_one_answer(local: Source) -> None:
    known = [one for one in IDENTIFIERS if one.kind in local.identifies]
    assert known
    answers = local.lookup([*known, *known])
    assert set(answers) == set(known)
    assert all(isinstance(answer, tuple | Outage) for answer in answers.values())


def test_each_reference_has_one_answer_of_a_local_source_at_every_stage(local: Source) -> None:
    odd = Reference(key="5", raw="\ud800\u202e \x00" * 50)
    for stage in Stage:
        answers = local.search([*REFERENCES, odd], stage)
        assert len(answers) == len(REFERENCES) + 1
        assert all(isinstance(answer, tuple | Outage) for answer in answers)
        assert list(local.search([*REFERENCES, odd], stage)) == list(answers)


def test_odd_identifiers_never_raise(local: Source) -> None:
    kinds = sorted(local.identifies)
    odd = [Identifier(kind, value) for kind in kinds for value in ("", "\ud800", "x" * 5000, '" OR "', "10.1/\x00")]
    assert set(local.lookup(odd)) == set(odd)
