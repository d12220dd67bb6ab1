"""The report's page in a real browser, from a file: accessible, silent, useful without its script, quick when long."""

from __future__ import annotations

import shutil
import subprocess
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from citecheck.model import Answers, Report
from citecheck.reports import html
from tests.reports.sample import RUNS, SAMPLE

ROOT = Path(__file__).resolve().parents[2]
VALIDATOR = shutil.which("html-validate", path=str(ROOT / "node_modules" / ".bin")) or shutil.which("html-validate")
VIEWS = {
    "light": {"viewport": {"width": 1100, "height": 900}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1100, "height": 900}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}, "color_scheme": "light"},
}
FULL = replace(
    SAMPLE,
    made="2026-03-01T09:05:00Z",
    answers=(Answers(source="crossref", first="2026-01-02", last="2026-01-05", provenance="from a stand-in"),),
    settings=(("threshold", "0.75"),),
)

pytestmark = pytest.mark.browser


def _opened(browser: Any, folder: Path, report: Report, **options: Any) -> tuple[Any, list[str]]:
    """The page of a report, opened from a file, and every address that it asked for."""
    file = folder / "report.html"
    file.write_text(html.render(report), encoding="utf-8")
    context = browser.new_context(**options)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: asked.append(f"error: {error}"))
    page.on("console", lambda message: asked.append(message.text) if message.type == "error" else None)
    page.goto(file.as_uri())
    return page, asked


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("run", [*RUNS, "full"])
def test_page_is_accessible_and_asks_for_nothing(browser: Any, tmp_path: Path, run: str, view: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
    page, asked = _opened(browser, tmp_path, FULL if run == "full" else RUNS[run], **VIEWS[view])
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    found = axe.Axe().run(page).response["violations"]
    assert [f"{one['id']}: {node['html'][:150]}" for one in found for node in one["nodes"]] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "nothing to scroll sideways"
    assert [url for url in asked if not url.startswith("file:")] == []
    assert len(asked) == 1
    page.context.close()


def test_everything_can_be_read_without_the_script(browser: Any, tmp_path: Path) -> None:
    page, _ = _opened(browser, tmp_path, FULL, java_script_enabled=False)
    assert page.locator(".tools").is_hidden()
    assert page.locator("article").count() == 7
    page.locator("details.entry summary").first.click()
    assert page.get_by_text("Calcif Tissue Int. 2022").first.is_visible()
    page.locator("#look a").first.click()
    assert page.url.endswith("#reference-6")
    page.context.close()


def test_script_filters_searches_and_copies(browser: Any, tmp_path: Path) -> None:
    page, asked = _opened(browser, tmp_path, FULL, permissions=["clipboard-read", "clipboard-write"])
    page.locator("#by-outcome").select_option("undecided")
    assert page.locator(".entry:visible").count() == 3
    page.locator("#by-outcome").select_option("")
    page.locator("#by-rule").select_option("year-mismatch")
    assert page.locator(".entry:visible").count() == 1
    page.locator("#by-rule").select_option("")
    page.get_by_label("Search").fill("gluten skeleton")
    assert page.locator(".entry:visible").count() == 1
    assert page.get_by_role("status").inner_text() == "1 of 8 shown"
    page.get_by_label("Search").fill("")
    second = page.locator("#reference-2")
    second.scroll_into_view_if_needed()
    before = second.get_by_role("button", name="Copy DOI").bounding_box()
    second.get_by_role("button", name="Copy reference").click()
    assert page.evaluate("navigator.clipboard.readText()").endswith("Calcif Tissue Int. 2022;110(6):641-648.")
    second.get_by_role("button", name="Copy question").click()
    assert "Please confirm the year." in page.evaluate("navigator.clipboard.readText()")
    second.get_by_role("button", name="Copy DOI").click()
    assert page.evaluate("navigator.clipboard.readText()") == "10.1007/s00223-021-00938-w"
    assert second.get_by_role("button", name="Copied").last.bounding_box()["width"] == before["width"]
    assert len(asked) == 1
    page.context.close()


def test_printed_page_is_short_and_shows_what_differs(browser: Any, tmp_path: Path) -> None:
    fine = replace(SAMPLE, verdicts=(*(SAMPLE.verdicts[0] for _ in range(20)), *SAMPLE.verdicts[1:5]))
    page, _ = _opened(browser, tmp_path, fine)
    printed = page.pdf(format="A4")
    assert printed.count(b"/Type /Page\n") <= 4, "24 references on three pages, and the list of rules"
    page.context.close()


@pytest.mark.slow
def test_ten_thousand_references_are_one_page_that_opens_at_once(browser: Any, tmp_path: Path) -> None:
    mixed = tuple(
        replace(one, reference=replace(one.reference, key=str(place)))
        for place, one in enumerate([SAMPLE.verdicts[1 if number % 10 == 0 else 0] for number in range(10_000)])
    )
    start = time.monotonic()
    page, _ = _opened(browser, tmp_path, replace(SAMPLE, verdicts=mixed))
    size = (tmp_path / "report.html").stat().st_size
    assert size < 15_000_000
    timing = page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
    print(f"{size / 1e6:.1f} MB, loaded in {timing:.0f} ms, made and opened in {time.monotonic() - start:.1f} s")
    assert timing < 10_000, "three seconds on a machine that does nothing else"
    page.context.close()


@pytest.mark.parametrize("run", RUNS)
def test_page_is_valid_html(run: str, tmp_path: Path) -> None:
    if not VALIDATOR:
        pytest.skip("no html-validate here: npm install html-validate")
    file = tmp_path / "report.html"
    file.write_text(html.render(RUNS[run]), encoding="utf-8")
    (tmp_path / ".htmlvalidate.json").write_text('{"root": true, "extends": ["html-validate:standard"]}')
    done = subprocess.run([VALIDATOR, str(file)], capture_output=True, text=True, cwd=tmp_path, timeout=60, check=False)
    assert done.returncode == 0, done.stdout
