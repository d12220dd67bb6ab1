"""Cited addresses that are visited: what is gone, what nobody could look at, and what is never asked."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from citecheck import api
from citecheck.cli import main
from citecheck.engines import local
from citecheck.errors import SettingsError
from citecheck.gather.links import visitable
from citecheck.interfaces import Identifier, Run
from citecheck.model import Item, Outage, Outcome, Reference, Report, Severity
from citecheck.settings import Settings
from citecheck.sources.cached import Cached
from citecheck.sources.links import Links
from citecheck.sources.net.guard import PUBLIC, Forbidden, Guard, Nameless, is_public
from citecheck.sources.net.visitor import Visitor
from standins.server import Fault, Reply
from standins.web import WebStandin
from tests.memory import Memory
from tests.sources.tools import Clock

PAGES = {
    "/here": Reply(200, b"a page"),
    "/no-head": Reply(200, b"a page"),
    "HEAD /no-head": Reply(405),
    "/lost": Reply(410),
    "/members": Reply(403),
    "/busy": Reply(429, b"", {"Retry-After": "60"}),
    "/broken": Reply(500),
    "/moved": Reply(301, b"", {"Location": "/here"}),
    "/moved-away": Reply(302, b"", {"Location": "/nowhere"}),
    "/circle": Reply(302, b"", {"Location": "/circle"}),
    "/inside": Reply(302, b"", {"Location": "http://169.254.169.254/latest/meta-data/"}),
    "/named": Reply(302, b"", {"Location": "http://intranet.test/"}),
    "/file": Reply(302, b"", {"Location": "file:///etc/passwd"}),
}


def names(**known: str) -> Any:
    """A name system that knows these names alone."""

    def resolved(host: str, port: int) -> Sequence[str]:
        if host.replace(".", "").isdecimal():
            return [host]
        if host not in known:
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        return known[host].split()

    return resolved


# The web of these tests: one server on loopback, which only a guard made here lets us visit.
KNOWN = {"shelf.test": "127.0.0.1", "other.test": "127.0.0.1", "intranet.test": "10.0.0.7", "doi.org": "93.184.216.34"}


def guard(web: WebStandin | None = None, **changed: Any) -> Guard:
    ports = {"http": frozenset({web.port, 80} if web else {80}), "https": frozenset({web.port if web else 443})}
    served = ipaddress.ip_address("127.0.0.1")
    return replace(
        Guard(may_visit=lambda one: one == served or is_public(one), resolved=names(**KNOWN), ports=ports), **changed
    )


def visitor(web: WebStandin, clock: Clock | None = None, **changed: Any) -> Visitor:
    clock = clock or Clock()
    run = Run(settings=Settings(mailto="someone@reading-room.net"))
    return Visitor(run, guard(web, **changed), now=clock.now, sleep=clock.sleep)


def visited(web: WebStandin, *paths: str, host: str = "shelf.test", **changed: Any) -> list[Any]:
    """What is said of each path: True for something, False for nothing, else why nobody could look."""
    asked = [Identifier("url", f"http://{host}:{web.port}{path}") for path in paths]
    answers = Links(visitor(web, **changed)).lookup(asked)
    return [one.reason if isinstance(one, Outage) else bool(one) for one in map(answers.__getitem__, asked)]


def cited(*urls: str, raw: str = "") -> list[Reference]:
    return [
        Reference(key=str(place), raw=raw, item=Item(title="A page", url=url, type="webpage"))
        for place, url in enumerate(urls, 1)
    ]


def checked(
    references: Iterable[Reference], web: WebStandin, cache: Path | None = None, *, offline: bool = False
) -> Report:
    settings = Settings(cache=cache, check_links=True, offline=offline)
    links: Any = Links(visitor(web))
    source = Cached(links, cache, offline=offline) if cache else links
    return api.verify(list(references), settings, sources=[Memory([]), source])


def rules(report: Report) -> list[set[str]]:
    return [{one.rule for one in verdict.findings} & {"link-dead", "link-unseen"} for verdict in report.verdicts]


def test_what_answers_what_is_gone_and_what_nobody_could_look_at() -> None:
    with WebStandin(PAGES) as web:
        assert visited(web, "/here", "/no-head", "/moved") == [True, True, True]
        assert visited(web, "/lost", "/never", "/moved-away") == [False, False, False]
        assert visited(web, "/members") == ["unexpected answer (403)"]
        assert visited(web, "/broken") == ["unexpected answer (500)"]
        assert visited(web, "/circle") == ["redirected too often"]
        assert web.errors == []


def test_head_comes_first_and_get_only_where_head_says_no() -> None:
    with WebStandin(PAGES) as web:
        assert visited(web, "/here", "/no-head", "/never") == [True, True, False]
        assert [(one.method, one.path) for one in web.requests if one.path == "/here"] == [("HEAD", "/here")]
        assert [one.method for one in web.requests if one.path == "/no-head"] == ["HEAD", "GET"]
        seen = web.requests[0].headers
    assert seen["user-agent"].startswith("citecheck/")
    assert seen["host"].startswith("shelf.test:")
    assert not {"cookie", "authorization", "referer"} & set(seen)


def test_one_host_is_asked_one_thing_a_second_and_left_alone_when_busy() -> None:
    clock = Clock()
    with WebStandin(PAGES) as web:
        asked = [Identifier("url", f"http://shelf.test:{web.port}{path}") for path in ("/here", "/moved", "/busy")]
        Links(visitor(web, clock)).lookup(asked)
        assert sum(clock.pauses) >= 2.0
        before = len(web.requests)
        said = visited(web, "/busy", "/here")
        assert said == ["unexpected answer (429)"] * 2
        assert len(web.requests) == before + 1


@pytest.mark.parametrize("path", ["/inside", "/named", "/file"])
def test_no_redirect_leads_inside(path: str) -> None:
    with WebStandin(PAGES) as web:
        (said,) = visited(web, path)
    assert said in ("not a public address", "not an address of the web")


def test_a_connection_is_made_to_the_address_that_was_looked_at() -> None:
    """The name means another address each time it is asked: the first that was looked at is the one that is asked."""
    answers = iter(["127.0.0.1", "10.0.0.7"])
    with WebStandin(PAGES) as web:
        assert visited(web, "/here", resolved=lambda host, port: [next(answers)]) == [True]
        assert visited(web, "/here", resolved=lambda host, port: ["127.0.0.1", "10.0.0.7"]) == ["not a public address"]


def test_name_that_nobody_has_is_asked_twice_while_another_is_known() -> None:
    asked: list[str] = []

    def resolved(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return names(**KNOWN)(host, port)  # type: ignore[no-any-return]

    with WebStandin() as web:
        assert visited(web, "/", host="gone.test", resolved=resolved) == [False]
        assert asked == ["gone.test", "gone.test", "doi.org", ]  # fmt: skip
        assert visited(web, "/", host="gone.test", resolved=names()) == ["name not resolved"]
        assert web.requests == []


def test_silence_a_cut_and_a_wrong_certificate_accuse_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("citecheck.sources.net.visitor._TIMEOUT", 1.0)
    with WebStandin(PAGES, faults=lambda seen: Fault.hanging(5)) as web:
        assert visited(web, "/here") == ["no answer in 1 s"]
    with WebStandin(PAGES, faults=lambda seen: Fault.closed()) as web:
        assert visited(web, "/here") == ["no answer"]
        answer = Links(visitor(web)).lookup([one := Identifier("url", f"https://shelf.test:{web.port}/here")])[one]
        assert isinstance(answer, Outage)
    assert visited(web, "/here") == ["no connection"]


def test_proxy_would_resolve_the_name_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with WebStandin(PAGES) as web:
        assert visited(web, "/here") == ["a proxy stands between, which would resolve the name anew"]
        assert web.requests == []


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.9.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "224.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "240.0.0.1", "::1", "::", "fe80::1", "fc00::1",
        "ff02::1",
        "2001:db8::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::",
    ],
)  # fmt: skip
def test_no_address_of_a_network_of_ours_is_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "64:ff9b::5db8:d822"])
def test_addresses_of_the_internet_are_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "url",
    [
        "ftp://shelf.test/a", "file:///etc/passwd", "http://shelf.test:8080/", "https://shelf.test:80/",
        "http://user@shelf.test/", "http://user:word@shelf.test/", "http:///a", "http://[::1", "http://shelf.test:x/",
        "gopher://shelf.test/", "http://shelf.test/a b", "http://shelf.test/\n", "http://shelf.test/" + "a" * 2000,
    ],
)  # fmt: skip
def test_only_plain_addresses_at_usual_ports_are_asked(url: str) -> None:
    with pytest.raises(Forbidden):
        PUBLIC.parsed(url)


@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "0x7f.1", "localhost", "[::1]"])
def test_loopback_in_every_spelling_is_not_visited(host: str) -> None:
    with pytest.raises((Forbidden, Nameless, OSError)):
        PUBLIC.address(PUBLIC.parsed(f"http://{host}/").hostname or "", 80)


def test_dead_link_is_a_warning_that_changes_no_outcome() -> None:
    with WebStandin(PAGES) as web:
        urls = [f"http://shelf.test:{web.port}{path}" for path in ("/here", "/never", "/members")]
        report = checked(cited(*urls), web)
    assert rules(report) == [set(), {"link-dead"}, {"link-unseen"}]
    assert {verdict.outcome for verdict in report.verdicts} == {Outcome.UNDECIDED}
    dead = next(one for one in report.verdicts[1].findings if one.rule == "link-dead")
    assert (dead.severity, dead.field, dead.claimed) == (Severity.WARNING, "url", urls[1])


def test_offline_what_was_seen_is_said_again_and_the_rest_says_so(tmp_path: Path) -> None:
    with WebStandin(PAGES) as web:
        urls = [f"http://shelf.test:{web.port}{path}" for path in ("/here", "/never", "/members")]
        live = checked(cited(*urls), web, tmp_path)
        asked = len(web.requests)
        again = checked(cited(*urls, f"http://shelf.test:{web.port}/other"), web, tmp_path, offline=True)
        assert len(web.requests) == asked
    assert rules(again)[:2] == rules(live)[:2] == [set(), {"link-dead"}]
    assert rules(again)[2:] == [{"link-unseen"}] * 2
    assert "not asked: offline" in "".join(one.message for one in again.verdicts[3].findings)
    kept = [path.read_text(encoding="utf-8") for path in tmp_path.rglob("*.json")]
    assert len(kept) == 2
    assert all('"answered"' in text and "reading-room" not in text for text in kept)


def test_the_command_line_can_visit_no_loopback_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with WebStandin(PAGES) as web:
        written = [{"id": "a", "type": "webpage", "title": "A page", "URL": f"http://127.0.0.1:{web.port}/never"}]
        (tmp_path / "list.json").write_text(
            api.json.dumps(written) if hasattr(api, "json") else str(written).replace("'", '"')
        )
        monkeypatch.setenv("CITECHECK_LINKS_URL", web.url)
        asked = ["verify", str(tmp_path / "list.json"), "--source", "catalogue", "--check-links"]
        monkeypatch.chdir(tmp_path)
        main.main([*asked, "--cache", str(tmp_path / "cache"), "--allow-undecided", "-v"])
        assert web.requests == []
    printed = capsys.readouterr()
    assert "link-dead" not in printed.out + printed.err


def test_nobody_is_visited_unasked() -> None:
    assert "links" not in {info.name for info in local.chosen(Settings())}
    assert "links" in {info.name for info in local.chosen(Settings(check_links=True))}
    assert [info.name for info in local.chosen(Settings(sources=("pubmed",), check_links=True))] == ["pubmed", "links"]
    with pytest.raises(SettingsError, match="only where that is wanted"):
        local.connect(Run(settings=Settings(sources=("links",))))


@pytest.mark.parametrize(
    "url",
    [
        "https://doi.org/10.5555/a", "http://dx.doi.org/10.5555/a", "https://publisher.test/doi/10.5555/abc.1",
        "https://pubmed.ncbi.nlm.nih.gov/123456/", "https://www.ncbi.nlm.nih.gov/pmc/articles/PMC1234/",
        "https://arxiv.org/abs/1706.03762", "ftp://shelf.test/a", "shelf.test/a", "", "https://", "http://[::1",
    ],
)  # fmt: skip
def test_what_the_registries_answer_for_is_not_visited(url: str) -> None:
    assert visitable(cited(url)[0]) == ""


@pytest.mark.parametrize(
    ("url", "raw"),
    [
        ("https://shelf.test/news-", "A page. https://shelf.test/news- room/2020"),
        ("https://shelf.test/news", "A page. https://shelf.test/news /2020/a.html. Accessed 2020."),
        ("https://shelf.test/news", "A page. https://shelf.test/news\n2020/item"),
        ("https://shelf.test/news", "A page. https://shelf.test/news-room"),
        ("https://shelf.test/a...", "A page. https://shelf.test/a..."),
    ],
)
def test_address_that_print_may_have_cut_is_not_visited(url: str, raw: str) -> None:
    assert visitable(cited(url, raw=raw)[0]) == ""


@pytest.mark.parametrize(
    "raw",
    [
        "A page. {} Accessed 5 May 2020.",
        "A page. {}. Accessed 2020",
        "A page ({}).",
        "url = {{{}}},",
        "",
        "A page. <{}>",
    ],
)
def test_whole_addresses_are_visited(raw: str) -> None:
    url = "https://shelf.test/news/2020"
    assert visitable(cited(url, raw=raw.format(url))[0]) == url
