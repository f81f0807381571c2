"""The figures that runs are compared by."""

from datetime import date
from types import SimpleNamespace

import pandas as pd

from mktlab.segment import records
from mktlab.segment.refreshing import Choice


def test_metrics_are_plain_and_hold_the_signs():
    signs = pd.DataFrame([(2, "jaccard", 0.5)], columns=["k", "sign", "value"])
    found = SimpleNamespace(
        evidence=SimpleNamespace(signs=signs), sample=range(7),
        preparation=SimpleNamespace(names=["a"]),
    )  # fmt: skip
    model = SimpleNamespace(kind="tier", by="grid", as_of=date(2020, 1, 31))
    choice = Choice(model, None, (), None)
    compared = pd.DataFrame({"explained": [0.4]})
    fitness = pd.DataFrame(
        {"measure": ["psi", "age"], "value": [0.12, None], "threshold": [0.25, 90.0]}
    )
    told = records.metrics(found, choice, pd.DataFrame([1, 2]), compared, 0.9, fitness)
    assert (told["learned_on"], told["model_reused"]) == ("2020-01-31", False)
    assert told["signs"] == {"jaccard_2": 0.5}
    assert (told["segments"], told["seen"], told["explained"]) == (2, 7, 0.4)
    assert told["health"] == {"psi": 0.12, "age": None}
    assert told["health_limits"] == {"psi": 0.25, "age": 90.0}
    found.evidence = None
    assert records.metrics(found, choice, pd.DataFrame([1]), None, 0.9, fitness)["signs"] == {}
