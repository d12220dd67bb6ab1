"""What makes a report of this name: checked before anything is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.util import find_spec

from citecheck import plugins
from citecheck.errors import SettingsError, among
from citecheck.interfaces import ReportFormat
from citecheck.model import Report

Maker = Callable[[Report], Iterator[bytes]]


def maker(name: str) -> Maker:
    """What makes the report of this name; behind a colon stands its variant.

    SettingsError when there is none, or a library that it needs is not installed.
    """
    base, colon, variant = name.partition(":")
    chosen = plugins.value("reports", base, ReportFormat)
    for library, extra in chosen.needs.items():
        if find_spec(library) is None:
            hint = f"pip install 'citecheck-pipeline[{extra}]'"
            raise SettingsError(f"the report {base} needs the library {library}", hint=hint)
    if not colon:
        return chosen.parts
    if variant not in chosen.variants:
        raise SettingsError(
            f"no report named {name!r}", hint=among(name, [base, *(f"{base}:{one}" for one in chosen.variants)])
        )
    return chosen.variants[variant]
