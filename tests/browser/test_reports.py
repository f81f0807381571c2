"""Reports as a director opens them: from disk, with no network, on a desk, a phone and paper.

Needs Playwright and Debian's Chromium, which CI installs; elsewhere these tests are skipped.
"""

import shutil
from pathlib import Path

import pytest

playwright = pytest.importorskip(
    "playwright.sync_api", reason="browser tests need Playwright; .ci/run installs it"
)
CHROMIUM = shutil.which("chromium")
REPORTS = sorted((Path(__file__).parents[2] / "reports").glob("*.html"))

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="browser tests need Debian's chromium"),
    pytest.mark.skipif(not REPORTS, reason="no reports yet: run 'make report' first"),
]
OFFLINE = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=OFFLINE)
        yield browser
        browser.close()


@pytest.fixture(params=REPORTS, ids=lambda path: path.name)
def opened(browser, request):
    """Each report on a desk, with every request and message it causes."""
    context = browser.new_context(offline=True, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.requests, page.messages = [], []
    page.on("request", lambda r: page.requests.append(r.url))
    page.on("console", lambda m: page.messages.append(m.text))
    page.on("pageerror", lambda e: page.messages.append(str(e)))
    page.goto(request.param.as_uri())
    yield page
    context.close()


def test_it_asks_for_nothing_but_itself(opened):
    assert [url for url in opened.requests if not url.startswith("data:")] == [opened.url]
    assert opened.messages == []


def test_the_answer_is_on_the_first_screen(opened):
    for selector in ("h1", ".answer", ".numbers"):
        box = opened.locator(selector).first.bounding_box()
        assert box["y"] + box["height"] <= 900, selector


def test_every_image_is_drawn(opened):
    sizes = opened.eval_on_selector_all("img", "all => all.map(i => i.naturalWidth)")
    assert all(width > 0 for width in sizes)


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_no_page_is_wider_than_its_window(opened, width):
    opened.set_viewport_size({"width": width, "height": 800})
    assert opened.evaluate("document.documentElement.scrollWidth") <= width


def test_code_is_folded_and_opens_without_script(opened):
    folded = opened.locator("details.code")
    if folded.count():
        assert folded.first.get_attribute("open") is None
        folded.first.locator("summary").click()
        assert folded.first.locator(".highlight").first.is_visible()


def test_the_keyboard_reaches_the_contents_and_they_lead_somewhere(opened):
    links = opened.locator("nav a")
    for number in range(links.count()):
        target = links.nth(number).get_attribute("href")
        assert opened.locator(target).count() == 1
    opened.keyboard.press("Tab")
    assert opened.evaluate("document.activeElement.tagName") == "A"


def test_print_keeps_the_text_and_leaves_the_navigation(opened):
    opened.emulate_media(media="print")
    assert opened.locator("h1").is_visible()
    if opened.locator("nav").count():
        assert not opened.locator("nav").is_visible()
    if opened.locator(".provenance").count():
        assert opened.locator(".provenance table").first.is_visible()
    assert opened.pdf().startswith(b"%PDF")
