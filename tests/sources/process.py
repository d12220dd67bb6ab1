"""What a test of real processes needs: the command line against stand-ins, with limits of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from standins.crossref import CrossrefStandin
from standins.doi import DoiStandin
from standins.eutils import EutilsStandin


def environment(
    folder: Path, crossref: CrossrefStandin, eutils: EutilsStandin, doi: DoiStandin, **others: str
) -> dict[str, str]:
    """The environment of a process that knows no service but these."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "SYSTEMROOT")}
    return kept | {
        "XDG_CACHE_HOME": str(folder),
        "CITECHECK_CROSSREF_URL": crossref.url,
        "CITECHECK_PUBMED_URL": eutils.base,
        "CITECHECK_IDCONV_URL": eutils.converter,
        "CITECHECK_DOI_URL": doi.url,
        "CITECHECK_DATACITE_URL": doi.url,
        **others,
    }


def start(environ: Mapping[str, str], *arguments: str) -> subprocess.Popen[str]:
    """A run of the command, under way."""
    command = [sys.executable, "-m", "citecheck", *arguments]
    return subprocess.Popen(command, env=dict(environ), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
