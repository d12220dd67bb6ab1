"""Sockets are blocked except loopback, the environment is cleaned, the work folder is a temporary one."""

from __future__ import annotations

import os
import shutil
import tomllib
from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest
from pytest_socket import socket_allow_hosts

ROOT = Path(__file__).resolve().parents[1]
CORPUS = Path(os.environ.get("CITECHECK_CORPUS", ROOT.parent / "shared" / "corpus"))
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
# Without these it looks for its maker's hosts, which nothing here reaches.
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip


def pytest_configure() -> None:
    """A plug-in that was added since the last installation would go untested."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for group, declared in project["entry-points"].items():
        if declared != {one.name: one.value for one in entry_points(group=group) if one.value.startswith("citecheck.")}:
            pytest.exit(f"the installation does not know the {group} of pyproject.toml: run make", 4)


def pytest_runtest_setup() -> None:
    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")  # two reports of one test are made at one time
    for name in list(os.environ):
        proxy = name.lower() in ("http_proxy", "https_proxy", "all_proxy", "no_proxy")
        trusted = name in ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
        if name.startswith(("CITECHECK_", "NCBI_", "CROSSREF_")) or proxy or trusted:
            monkeypatch.delenv(name)


@pytest.fixture(scope="session", autouse=True)
def _own_limits(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The tests' pace is no business of the other processes of this machine, nor is theirs ours."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("platform-cache")))
        yield


@pytest.fixture
def corpus() -> Path:
    """The folder of real data, where it is present."""
    if not CORPUS.is_dir():
        pytest.skip("the corpus is not here")
    return CORPUS


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A real browser, for the tests that are marked so."""
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: make check brings it")
    if not CHROMIUM:
        pytest.skip("no Chromium here: apt-get install chromium")
    with api.sync_playwright() as playwright:
        one = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield one
        one.close()
