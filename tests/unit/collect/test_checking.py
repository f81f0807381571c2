from datetime import date
from types import SimpleNamespace

import pytest
from builders import collect_section

from mktlab.collect import recognised
from mktlab.lab.errors import SourceError


def test_what_was_recognised_is_said(con, shared):
    settings = SimpleNamespace(shared=shared, collect=collect_section(zero_amounts="quarantine"))
    lines = recognised(con, settings)
    assert lines[0].startswith("source 'cdnow': CDNOW")
    assert "6,911 rows accepted from 2,349 customers, 1997-01-01 to 1998-06-30" in lines[1]
    assert "8 rows to quarantine: zero amount" in lines[2]
    assert "1997-09-30" in lines[-1]


def test_what_would_stop_the_stage_stops_the_check(con, shared):
    early = shared.model_copy(update={"as_of": date(1990, 1, 1)})
    with pytest.raises(SourceError, match="before the first order"):
        recognised(con, SimpleNamespace(shared=early, collect=collect_section()))
