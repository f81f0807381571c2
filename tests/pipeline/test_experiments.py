"""docs/experiments.md: try a parameter, compare, take it or leave it."""

import json
import re


def test_an_experiment_aside_leaves_the_workspace_and_can_be_compared_and_taken(fresh):
    before = fresh.hashes()
    fresh.run("dvc", "exp", "run", "--temp", "-n", "fewer", "-S", "risk.years=1000")
    assert fresh.hashes() == before
    assert fresh.run("git", "status", "--porcelain").stdout == ""

    changes = json.loads(fresh.run("dvc", "metrics", "diff", "--json", "HEAD", "fewer").stdout)
    of_register = changes["reports/metrics/risk.json"]
    assert of_register["register.loss_at_risk"]["diff"] != 0
    assert "reports/metrics/clv.json" not in changes
    params = json.loads(fresh.run("dvc", "params", "diff", "--json", "HEAD", "fewer").stdout)
    assert params["params.yaml"]["risk.years"] == {"old": 2000, "new": 1000, "diff": -1000}

    plots = json.loads(fresh.run("dvc", "plots", "diff", "--json", "HEAD", "fewer").stdout)
    assert not plots.get("errors")
    points = {}
    for name, (plot,) in plots["data"].items():
        assert plot["revisions"] == ["HEAD", "fewer"], name
        points[name] = plot["content"]["data"]["values"]
    assert set(points) == {
        "Net gain by customers contacted", "Purchase days by tenth of customers", "Loss that a year exceeds"
    }  # fmt: skip
    by_state = {"HEAD": {}, "fewer": {}}
    for point in points["Loss that a year exceeds"]:
        by_state[point["rev"]][point["field"], point["chance"]] = point["dvc_inferred_y_value"]
    assert by_state["HEAD"].keys() == by_state["fewer"].keys()
    assert by_state["HEAD"] != by_state["fewer"]

    fresh.run("dvc", "exp", "apply", "fewer")
    assert "years: 1000" in fresh.read("params.yaml")
    assert fresh.run("dvc", "status").stdout.strip() == "Data and pipelines are up to date."
    changed = {name for name, digest in fresh.hashes().items() if before[name] != digest}
    assert "reports/50_risk.html" in changed
    assert not [name for name in changed if "clv" in name or "segment" in name]

    # And back: what git holds, and the outputs that belong to it.
    fresh.run("git", "checkout", "--", ".")
    fresh.run("dvc", "checkout")
    assert fresh.hashes() == before


def test_an_experiment_in_the_workspace_reruns_what_depends_on_it_alone(fresh):
    done = fresh.run("dvc", "exp", "run", "-n", "futures", "-S", "review.programme.futures=150")
    ran = set(re.findall(r"Running stage '(\w+)'", done.stdout))
    assert {"review"} <= ran <= {"review", "index"}  # the index only if the review's answer changed
    assert "futures: 150" in fresh.read("params.yaml")
    told = json.loads(fresh.run("dvc", "exp", "show", "--json").stdout)
    assert "futures" in json.dumps(told)
