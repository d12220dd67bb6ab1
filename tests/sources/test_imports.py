"""Naming a source costs nothing: what it needs is loaded with its first question."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("requests", "habanero", "httpx2", "Bio", "lxml", "numpy", "pandas")


@pytest.mark.parametrize("module", ["crossref", "pubmed", "cached", "net.client"])
def test_importing_a_source_loads_nothing_heavy(module: str) -> None:
    code = f"import sys, citecheck.sources.{module}; print(*(name for name in {HEAVY} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_connecting_loads_nothing_heavy() -> None:
    code = (
        "import sys\nfrom citecheck.engines import local\nfrom citecheck.interfaces import Run\n"
        "from citecheck.settings import Settings\nlocal.connect(Run(settings=Settings()))\n"
        f"print(*(name for name in {HEAVY} if name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
