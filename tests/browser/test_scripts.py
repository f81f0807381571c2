"""Labels in any script as a reader's browser draws them: real signs, in order, none over another.

The page is made by the project's own environment, since the one of these tests has no charts.
"""

import shutil
import subprocess
from itertools import combinations
from pathlib import Path

import pytest

playwright = pytest.importorskip(
    "playwright.sync_api", reason="browser tests need Playwright; .ci/run installs it"
)
ROOT = Path(__file__).parents[2]
PYTHON = ROOT / ".venv/bin/python"
CHROMIUM = shutil.which("chromium")
HEBREW, ARABIC, CHINESE, JAPANESE, KOREAN = (
    "לקוחות נאמנים",
    "عملاء",
    "重要客户群体",
    "お得意様",
    "단골손님",
)
NAMES = (HEBREW, ARABIC, CHINESE, JAPANESE, KOREAN)
MAKE = """
import base64, re, sys
import pandas as pd
from mktlab import figures
from mktlab.lab import templates

names = sys.argv[1:]
frame = pd.DataFrame({"label": [f"{name} 5, {name} 30" for name in names], "share": [0.2] * len(names)})
shown = figures.show(figures.shares(frame), title="T", subtitle="S", alt="A", data=frame.astype(str)).data
chart = base64.b64decode(re.search("base64,([^\\"]+)", shown)[1]).decode()
said = figures.say(f"{names[0]} 5, {names[0]} 30 and {names[1]} 70.").data
table = figures.table(pd.DataFrame({"Name": names, "Customers": ["12"] * len(names)}), "Names").data
print(f"<!DOCTYPE html><html lang=en><meta charset=utf-8><style>{templates.style()}</style><main>{said}{table}{shown}"
      f"<div id=drawn>{chart[chart.index('<svg'):]}</div></main></html>")
"""


def has_signs() -> bool:
    """Whether this machine has a font for Chinese."""
    if shutil.which("fc-list") is None:
        return False
    done = subprocess.run(["fc-list", ":lang=zh"], capture_output=True, text=True, check=False)
    return bool(done.stdout.strip())


pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="browser tests need Debian's chromium"),
    pytest.mark.skipif(not PYTHON.exists(), reason="no environment yet: run 'make env' first"),
    pytest.mark.skipif(not has_signs(), reason="no font for Chinese: install fonts-noto-cjk"),
]


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    made = subprocess.run(
        [PYTHON, "-W", "ignore", "-c", MAKE, *NAMES], capture_output=True, text=True, check=True
    )
    path = tmp_path_factory.mktemp("scripts") / "page.html"
    path.write_text(made.stdout, encoding="utf-8")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 900, "height": 1400})
        page.goto(path.as_uri())
        yield page
        browser.close()


PLACES = """([node, parts]) => {
  const text = document.querySelector(node).firstChild, found = [];
  const walker = document.createTreeWalker(document.querySelector(node), NodeFilter.SHOW_TEXT);
  let all = '', nodes = [];
  while (walker.nextNode()) { nodes.push([walker.currentNode, all.length]); all += walker.currentNode.data; }
  let from = 0;
  for (const part of parts) {
    const at = all.indexOf(part, from); from = at + part.length;
    const [own, start] = nodes.filter(n => n[1] <= at).pop();
    const range = document.createRange();
    range.setStart(own, at - start); range.setEnd(own, at - start + part.length);
    found.push(range.getBoundingClientRect().x);
  }
  return found;
}"""


@pytest.mark.parametrize("where", [".said", "tbody th"])
def test_numbers_stay_beside_the_names_they_were_written_beside(opened, where):
    if where == ".said":
        parts = [HEBREW, "5", HEBREW, "30", ARABIC, "70"]
        places = opened.evaluate(PLACES, [where, parts])
        assert places == sorted(places)
    else:
        boxes = opened.eval_on_selector_all(
            "tbody tr", "rows => rows.map(row => [...row.children].map(c => c.getBoundingClientRect().x))"
        )  # fmt: skip
        assert all(row == sorted(row) for row in boxes)


def test_each_sign_is_drawn_and_not_a_box_for_all(opened):
    drawn = opened.evaluate(
        """letters => letters.map(letter => {
          const canvas = document.createElement('canvas'), pen = canvas.getContext('2d');
          canvas.width = canvas.height = 40;
          pen.font = `24px ${getComputedStyle(document.body).fontFamily}`;
          pen.fillText(letter, 4, 30);
          return canvas.toDataURL();
        })""",
        list(dict.fromkeys("".join(NAMES).replace(" ", ""))),
    )
    assert len(set(drawn)) == len(drawn)


def test_labels_of_a_chart_lie_within_it_and_none_over_another(opened):
    boxes = opened.eval_on_selector_all(
        "#drawn text",
        "all => all.map(t => { const b = t.getBoundingClientRect(); return [b.left, b.right, b.top, b.bottom, t.textContent]; })",
    )
    assert len(boxes) > len(NAMES)
    frame = opened.locator("#drawn svg").bounding_box()
    for left, right, top, bottom, text in boxes:
        assert left >= frame["x"] - 1, text
        assert right <= frame["x"] + frame["width"] + 1, text
        assert top >= frame["y"] - 1, text
        assert bottom <= frame["y"] + frame["height"] + 2, text
    for one, other in combinations(boxes, 2):
        across = min(one[1], other[1]) - max(one[0], other[0])
        down = min(one[3], other[3]) - max(one[2], other[2])
        # Boxes of lines hold room above and below their signs.
        assert across <= 1 or down <= 4, (one[4], other[4])


def test_the_chart_reads_in_the_order_it_was_written_in(opened):
    spots = opened.eval_on_selector_all(
        "#drawn text",
        """all => all.filter(t => t.textContent.includes(' 30')).map(t => {
          const text = t.textContent, at = part => t.getStartPositionOfChar(text.indexOf(part)).x;
          return [at(' 5'), at(' 30')];
        })""",
    )
    assert len(spots) == len(NAMES)
    assert all(first < second for first, second in spots)
