import re

import pytest
from builders import contrast
from jinja2 import UndefinedError

from mktlab.lab import templates


def test_whatever_is_put_in_is_escaped():
    assert "<i>" not in templates.render("say.html.j2", finding="<i>", more="<i>")


def test_a_number_and_its_sign_and_a_day_stay_whole():
    said = templates.render(
        "say.html.j2", finding="3.5 % or 1.5 × by 2017-10-20.", more="A <b> of 2017-1-1."
    )
    assert '3.5\u00a0% or 1.5\u00a0× by <span style="white-space:nowrap">2017-10-20</span>.' in said
    assert "A &lt;b&gt; of 2017-1-1." in said


def test_a_value_that_was_forgotten_is_an_error():
    with pytest.raises(UndefinedError):
        templates.render("say.html.j2")


def test_the_style_sheet_fetches_nothing():
    sheet = templates.style()
    assert "url(" not in sheet
    assert "@import" not in sheet


def test_text_has_enough_contrast_on_white_and_on_the_soft_ground():
    variables = dict(re.findall(r"--(\w+): (#[0-9a-f]{3,6});", templates.style()))
    full = {
        k: v if len(v) == 7 else "#" + "".join(c * 2 for c in v[1:]) for k, v in variables.items()
    }
    for name in ("ink", "muted", "accent"):
        for ground in ("#ffffff", full["soft"]):
            assert contrast(full[name], ground) >= 4.5, (name, ground)
