"""The page in a real browser: what an editor does from a pasted list to a downloaded one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import pytest
from reportlab.pdfgen import canvas

from tests.web.serving import FIRST, ROOT, TWELFTH, Served, serving

LIST = (ROOT / "references.csv").read_text(encoding="utf-8")

pytestmark = pytest.mark.browser


@pytest.fixture(params=["light", "dark", "phone"])
def page(request: pytest.FixtureRequest, browser: Any, served: Served) -> Iterator[Any]:
    phone = request.param == "phone"
    size = {"width": 390, "height": 844} if phone else {"width": 1100, "height": 900}
    scheme = "dark" if request.param == "dark" else "light"
    context = browser.new_context(viewport=size, color_scheme=scheme, base_url=served.address, accept_downloads=True)
    asked: list[str] = []
    one = context.new_page()
    one.set_default_timeout(10_000)
    one.on("request", lambda request: asked.append(request.url))
    faults: list[str] = []
    one.on("pageerror", lambda error: faults.append(str(error)))
    one.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    yield one
    context.close()
    assert [url for url in asked if not url.startswith((served.address, "data:"))] == []
    assert faults == []


def _given(page: Any, text: str) -> None:
    page.goto("/")
    page.get_by_label("Paste a reference list").fill(text)
    page.get_by_role("button", name="Read the list").click()
    page.get_by_role("button", name="Check these references").click()


def _settled(page: Any) -> None:
    page.locator("#state[data-open=no], .badge").first.wait_for()
    page.get_by_text("judged: checked").wait_for(timeout=30_000)
    page.wait_for_load_state()


def _violations(page: Any) -> list[str]:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
    found = axe.Axe().run(page).response["violations"]
    return [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"]]


def test_editor_pastes_the_24_reads_mends_decides_and_downloads(page: Any) -> None:
    _given(page, LIST)
    _settled(page)
    assert page.locator("article").count() == 24
    page.get_by_role("link", name="Found, but differs 1").click()
    twelfth = page.locator("article")
    assert twelfth.count() == 1
    twelfth.get_by_text("Another work, or not this one").click()
    twelfth.get_by_label("Your name").fill("Ann Editor")
    twelfth.get_by_label("Why").fill("the year is the online year")
    twelfth.get_by_role("button", name="This is the work").click()
    page.get_by_text("accepted by Ann Editor: the year is the online year").first.wait_for()
    page.get_by_text("Download", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("link", name="bibtex", exact=True).click()
    assert "10.3389/fimmu.2021.791565" in Path(download.value.path()).read_text(encoding="utf-8")
    page.go_back()
    page.reload()
    assert page.locator("article").count() in (1, 24)


def test_every_view_is_accessible(page: Any, served: Served) -> None:
    views = {"start": "/", "privacy": "/privacy", "docs": "/docs", "login": "/login", "gone": "/lists/nowhere"}
    found = {}
    for name, path in views.items():
        if name == "gone":
            continue
        page.goto(path)
        found[name] = _violations(page)
    page.goto("/")
    page.get_by_label("Paste a reference list").fill(TWELFTH + "\n" + FIRST)
    page.get_by_role("button", name="Read the list").click()
    page.get_by_role("heading", name="What was understood").wait_for()
    page.wait_for_load_state()
    found["draft"] = _violations(page)
    page.get_by_role("button", name="Check these references").click()
    _settled(page)
    for details in page.locator("details").all():
        details.evaluate("one => one.open = true")
    found["list"] = _violations(page)
    assert {name: some for name, some in found.items() if some} == {}
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_file_is_taken_and_a_misread_reference_is_mended_before_anything_is_asked(page: Any) -> None:
    page.goto("/")
    page.get_by_label("or choose a file").set_input_files(str(ROOT / "references.csv"))
    page.get_by_role("button", name="Read the list").click()
    first = page.locator("article").first
    first.get_by_text("Edit").click()
    first.get_by_label("As claimed").fill(TWELFTH)
    first.get_by_role("button", name="Save").click()
    page.get_by_text("Lai Y").first.wait_for()
    assert "Nothing has been asked yet" in page.content()


def _word(path: Path, lines: list[str]) -> None:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    document.save(str(path))


def _print(path: Path, lines: list[str]) -> None:
    page = canvas.Canvas(str(path))
    for number, line in enumerate(lines):
        page.drawString(60, 780 - 20 * number, line)
    page.save()


@pytest.mark.parametrize(("name", "made"), [("paper.docx", _word), ("paper.pdf", _print)])
def test_manuscript_is_dropped_read_and_checked(
    browser: Any, served: Served, tmp_path: Path, name: str, made: Any
) -> None:
    made(tmp_path / name, ["On bones", "References", f"1. {FIRST}", f"2. {TWELFTH}", f"3. {FIRST}"])
    context = browser.new_context(base_url=served.address)
    page = context.new_page()
    page.set_default_timeout(20_000)
    page.goto("/")
    page.get_by_label("or choose a file").set_input_files(str(tmp_path / name))
    page.get_by_role("button", name="Read the list").click()
    page.get_by_role("button", name="Check these references").click()
    _settled(page)
    assert page.locator("article").count() == 3
    assert page.locator(".badge.verified").count() == 2
    context.close()


def test_keyboard_alone_goes_through_a_list(browser: Any, served: Served) -> None:
    id = served.checked(TWELFTH + "\n" + FIRST)["id"]
    context = browser.new_context(base_url=served.address)
    page = context.new_page()
    page.goto(f"/lists/{id}")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.id") == "r0"
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.id") == "r1"
    page.keyboard.press("k")
    page.keyboard.press("s")
    page.locator("#r0.seen").wait_for()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "r0"
    page.keyboard.press("r")
    page.get_by_text("the match was rejected by somebody").first.wait_for()
    context.close()


def test_page_works_without_a_script(browser: Any, served: Served) -> None:
    context = browser.new_context(base_url=served.address, java_script_enabled=False)
    page = context.new_page()
    _given(page, FIRST)
    for _ in range(50):
        if page.get_by_text("judged: checked").count():
            break
        page.wait_for_timeout(200)
        page.reload()
    assert page.locator(".badge.verified").count() >= 1
    page.get_by_role("button", name="Mark as seen").click()
    page.locator("article.seen").wait_for()
    context.close()


def test_two_people_do_not_see_each_other(browser: Any, served: Served) -> None:
    contexts = [browser.new_context(base_url=served.address) for _ in range(2)]
    pages = [context.new_page() for context in contexts]
    for page, text in zip(pages, (FIRST, TWELFTH), strict=True):
        _given(page, text)
    for page in pages:
        _settled(page)
    assert pages[0].url != pages[1].url
    assert "Lai Y" not in pages[0].content()
    for context in contexts:
        context.close()


def test_list_that_is_stopped_keeps_what_is_known(browser: Any, tmp_path: Path) -> None:
    with serving(tmp_path, workers=0) as served:
        context = browser.new_context(base_url=served.address)
        page = context.new_page()
        _given(page, FIRST)
        page.get_by_role("button", name="Stop asking").click()
        page.get_by_text("judged: stopped; what is known stays").wait_for()
        assert "not asked: stopped" in page.content()
        context.close()
