"""Reports as a director opens them: from disk, with no network, on a desk, a phone and paper, by mouse and by keyboard.

Needs Playwright and Debian's Chromium, which CI installs; elsewhere these tests are skipped.
"""

import io
import shutil
import unicodedata
from pathlib import Path

import pytest

playwright = pytest.importorskip(
    "playwright.sync_api", reason="browser tests need Playwright; .ci/run installs it"
)
axe = pytest.importorskip(
    "axe_playwright_python.sync_playwright", reason="browser tests need axe; .ci/run installs it"
)
pypdf = pytest.importorskip("pypdf", reason="browser tests need pypdf; .ci/run installs it")
CHROMIUM = shutil.which("chromium")
FOLDER = Path(__file__).parents[2] / "reports"
REPORTS = sorted(FOLDER.glob("*.html"))
INDEX = FOLDER / "index.html"

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="browser tests need Debian's chromium"),
    pytest.mark.skipif(not REPORTS, reason="no reports yet: run 'make report' first"),
]
OFFLINE = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
DESK, LAPTOP, PHONE = ((1280, 900), (1366, 768), (390, 844))
PAPER = (703, 1031)  # A4 less margins of 12 mm, in CSS pixels of 1/96 inch
GRAVE = ("serious", "critical")
NO_NETWORK = {"offline": True, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0}


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=OFFLINE)
        yield browser
        browser.close()


def load(context, path: Path):
    """Open a page with the network cut off in the browser itself, noting all that it asks for and says."""
    context.set_default_timeout(120_000)
    page = context.new_page()
    page.requests, page.messages = [], []
    wire = context.new_cdp_session(page)
    wire.on("Network.requestWillBeSent", lambda told: page.requests.append(told["request"]["url"]))
    wire.send("Network.enable")
    wire.send("Network.emulateNetworkConditions", NO_NETWORK)
    page.on("console", lambda m: page.messages.append(m.text))
    page.on("pageerror", lambda e: page.messages.append(str(e)))
    page.goto(path.as_uri())
    return page


@pytest.fixture(params=REPORTS, ids=lambda path: path.name)
def opened(browser, request):
    """Each report on a desk."""
    context = browser.new_context(offline=True)
    page = load(context, request.param)
    resize(page, DESK)
    page.report = request.param
    yield page
    context.close()


def resize(page, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})


def unfold(page) -> None:
    page.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")


def settle(page) -> None:
    """Wait until what depends on scrolling has been drawn."""
    page.evaluate(
        "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
    )


# Alone, offline


def test_it_asks_for_nothing_but_itself(opened):
    resize(opened, PHONE)
    unfold(opened)
    opened.keyboard.press("End")
    assert [url for url in opened.requests if not url.startswith("data:")] == [opened.url]
    assert opened.messages == []


def test_a_request_would_be_seen(browser, tmp_path):
    (tmp_path / "a.html").write_text('<img src="b.png" alt=""><img src="http://c.invalid/d.png">')
    context = browser.new_context(offline=True)
    page = load(context, tmp_path / "a.html")
    assert {url.rpartition("/")[2] for url in page.requests} == {"a.html", "b.png", "d.png"}
    context.close()


def test_every_image_is_drawn(opened):
    sizes = opened.eval_on_selector_all("img", "all => all.map(i => i.naturalWidth)")
    assert all(width > 0 for width in sizes)


# First screen


def bottom(page, selector: str) -> float:
    box = page.locator(selector).first.bounding_box()
    return box["y"] + box["height"]


def test_the_answer_is_on_the_first_screen(opened):
    answer = ".decision" if opened.report == INDEX else ".answer"
    for selector in ("h1", answer, ".numbers"):
        assert bottom(opened, selector) <= DESK[1], selector


@pytest.mark.skipif(not INDEX.exists(), reason="no index yet")
def test_a_laptop_shows_decision_numbers_risks_and_warnings_without_scrolling(browser):
    context = browser.new_context(offline=True)
    page = load(context, INDEX)
    resize(page, LAPTOP)
    assert page.locator(".numbers > div").count() == 3
    shown = [name for name in (".risks", ".alerts") if page.locator(name).count()]
    for selector in (".decision", ".numbers", *shown):
        assert bottom(page, selector) <= LAPTOP[1], selector
    context.close()


# For everyone


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_axe_finds_nothing_serious(opened, size):
    resize(opened, size)
    unfold(opened)
    found = axe.Axe().run(opened).response
    assert len(found["passes"]) > 20
    told = [
        (v["id"], v["nodes"][0]["html"][:200]) for v in found["violations"] if v["impact"] in GRAVE
    ]
    assert told == []


def test_axe_would_find_something_serious(browser, tmp_path):
    (tmp_path / "a.html").write_text(
        "<!DOCTYPE html><html><title>a</title><p style='color:#ccc;background:#fff'>pale</p><img src='data:,'></html>"
    )
    context = browser.new_context(offline=True)
    found = axe.Axe().run(load(context, tmp_path / "a.html")).response["violations"]
    assert {v["id"] for v in found if v["impact"] in GRAVE} >= {"color-contrast", "image-alt"}
    context.close()


STOPS = "all => all.filter(e => e.checkVisibility()).length"
REACHED = """() => {
    const own = document.activeElement, box = own.getBoundingClientRect();
    const before = window.lastReached;
    window.lastReached = own;
    return {
        tag: own.tagName,
        after: !before || !!(before.compareDocumentPosition(own) & Node.DOCUMENT_POSITION_FOLLOWING),
        seen: box.bottom > 0 && box.top < innerHeight && box.width > 0,
        ring: getComputedStyle(own).outlineStyle !== 'none',
    };
}"""


def test_the_tab_key_goes_through_everything_in_the_order_of_the_page(opened):
    stops = opened.eval_on_selector_all("a[href], summary, [tabindex]", STOPS)
    assert stops > 3
    for stop in range(stops):
        opened.keyboard.press("Tab")
        found = opened.evaluate(REACHED)
        assert found["tag"] in ("A", "SUMMARY", "DIV"), stop
        assert found["after"], f"stop {stop} stands before the one before it"
        assert found["seen"], f"stop {stop} is out of sight"
        assert found["ring"], f"stop {stop} does not show that it is reached"
    opened.keyboard.press("Tab")
    assert opened.evaluate("document.activeElement.tagName") in ("BODY", "A"), "and out again"


def test_the_first_stop_skips_to_the_report(opened):
    opened.keyboard.press("Tab")
    assert opened.evaluate("document.activeElement.className") == "skip"
    opened.keyboard.press("Enter")
    assert opened.url.endswith("#report")


def test_code_is_folded_and_opens_and_closes_by_keyboard_without_script(opened):
    assert opened.locator("details[open]").count() == 0
    folded = opened.locator("details")
    for number in {0, folded.count() // 2, folded.count() - 1} if folded.count() else ():
        one = folded.nth(number)
        inside = one.locator(":scope > :not(summary)").first
        assert not inside.is_visible()
        one.locator("summary").first.focus()
        opened.keyboard.press("Enter")
        assert inside.is_visible()
        opened.keyboard.press("Space")
        assert not inside.is_visible()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_contents_lead_to_their_headings(opened, size):
    resize(opened, size)
    links = opened.locator("nav.contents a")
    assert links.count() > 2 or opened.report == INDEX
    for number in range(links.count()):
        target = links.nth(number).get_attribute("href")
        links.nth(number).focus()
        opened.keyboard.press("Enter")
        heading = opened.locator(f"[id='{target[1:]}']")
        assert heading.count() == 1
        assert heading.inner_text() == links.nth(number).inner_text()
        box = heading.bounding_box()
        assert -1 <= box["y"] < size[1], target


# Narrow windows


@pytest.mark.parametrize("width", [360, 390, 768, 1280])
def test_no_page_is_wider_than_its_window(opened, width):
    resize(opened, (width, 800))
    unfold(opened)
    assert opened.evaluate("document.documentElement.scrollWidth") <= width


TABLES = """all => all.map(box => ({
    name: box.getAttribute('aria-label'),
    wide: box.scrollWidth > box.clientWidth + 1,
    hint: getComputedStyle(box.querySelector('caption span'), '::after').display !== 'none',
    caption: box.querySelector('caption span').getBoundingClientRect().right
        <= box.getBoundingClientRect().right + 1,
    high: box.clientHeight,
}))"""


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_wide_table_scrolls_in_its_own_box_and_says_so(opened, size):
    resize(opened, size)
    unfold(opened)
    settle(opened)
    for told in opened.eval_on_selector_all(".table", TABLES):
        assert told["hint"] == told["wide"], told["name"]
        assert told["caption"], f"the caption of {told['name']} is cut"


# A word whose letters stand on more than one line; words with a hyphen may break there.
BROKEN = """all => all.flatMap(cell => {
    const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT), found = [];
    for (let node; (node = walker.nextNode());)
        for (const word of node.data.matchAll(/\\p{L}+/gu)) {
            const range = document.createRange();
            range.setStart(node, word.index);
            range.setEnd(node, word.index + word[0].length);
            const lines = new Set([...range.getClientRects()].map(box => Math.round(box.top)));
            if (lines.size > 1) found.push(word[0]);
        }
    return found;
})"""


@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_a_table_scrolls_sooner_than_that_a_word_of_its_headings_is_broken(opened, size):
    resize(opened, size)
    unfold(opened)
    assert opened.eval_on_selector_all(".table th", BROKEN) == []


def test_a_wide_table_is_scrolled_by_keyboard(opened):
    resize(opened, PHONE)
    unfold(opened)
    wide = "all => all.findIndex(box => box.scrollWidth > box.clientWidth + 40)"
    place = opened.eval_on_selector_all(".table", wide)
    if place >= 0:
        box = opened.locator(".table").nth(place)
        box.focus()
        opened.keyboard.press("ArrowRight")
        moved = "box => new Promise(done => setTimeout(() => done(box.scrollLeft), 400))"
        assert box.evaluate(moved) > 0


# Paper

CUT = """all => all.filter(one => one.checkVisibility()).map(one => {
    const box = (one.querySelector(':scope > table') || one).getBoundingClientRect();
    return [one.getAttribute('aria-label') || one.alt || one.tagName, box.right, box.height];
})"""


def test_on_paper_all_evidence_is_open_and_code_and_navigation_are_left_out(opened):
    opened.emulate_media(media="print")
    assert opened.locator("h1").is_visible()
    for away in (".contents", "details.code", ".bar", ".skip"):
        assert not any(one.is_visible() for one in opened.locator(away).all()), away
    for table in opened.locator(".more table, .provenance table").all():
        assert table.is_visible()


def test_on_paper_no_table_and_no_chart_is_cut(opened):
    resize(opened, PAPER)
    opened.emulate_media(media="print")
    for name, right, _ in opened.eval_on_selector_all(".table, figure img", CUT):
        assert right <= PAPER[0] + 1, f"{name} is wider than the page"
    whole = "figure, .table:not(.long), .numbers, tr"
    for name, _, height in opened.eval_on_selector_all(whole, CUT):
        assert height <= PAPER[1], f"{name} does not fit on one page"
    kept = "all => all.filter(one => one.checkVisibility()).map(one => getComputedStyle(one).breakInside)"
    together = opened.eval_on_selector_all("figure, .table:not(.long) > table, tr", kept)
    assert set(together) <= {"avoid"}


def test_paper_is_a4_holds_every_section_and_its_pages_are_few(opened, record_property):
    headings = [text for text in opened.locator("h1, h2").all_inner_texts() if text]
    pdf = pypdf.PdfReader(io.BytesIO(opened.pdf(prefer_css_page_size=True, format="A4")))
    pages = len(pdf.pages)
    record_property("pages", pages)
    print(f"{opened.report.name}: {pages} pages")
    assert pages == 1 if opened.report == INDEX else 2 <= pages <= 30
    assert [float(side) for side in pdf.pages[0].mediabox[2:]] == pytest.approx([595, 842], abs=2)
    text = plain("".join(page.extract_text() for page in pdf.pages))
    for heading in headings:
        assert plain(heading) in text, heading


def plain(text: str) -> str:
    """Take blanks and ligatures out of a text."""
    return "".join(unicodedata.normalize("NFKC", text).split())
