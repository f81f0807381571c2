"""The sample: the same whatever the order of rows, another with another seed."""

import hashlib

import ibis
import pandas as pd

from mktlab.lab.sampling import number, sample

IDS = [f"c{n}" for n in range(500)]


def drawn(con, ids, size, seed):
    table = ibis.memtable(pd.DataFrame({"customer_id": ids}))
    return sorted(con.to_pandas(sample(table, size, seed))["customer_id"])


def test_the_order_of_rows_does_not_matter(con):
    assert drawn(con, IDS, 50, 1) == drawn(con, IDS[::-1], 50, 1)


def test_another_seed_draws_others_and_all_fit_when_few(con):
    assert drawn(con, IDS, 50, 1) != drawn(con, IDS, 50, 2)
    assert drawn(con, IDS, 9_999, 1) == sorted(IDS)


def test_the_sample_is_spread_over_the_ids(con):
    places = [int(name[1:]) for name in drawn(con, IDS, 100, 3)]
    assert 200 < sum(places) / len(places) < 300


def test_a_key_has_the_number_that_its_digest_says(con):
    keys = ["", "1", "zwölf", "C-17", "9" * 40]
    table = ibis.memtable({"key": keys})
    rows = con.to_pandas(table.mutate(n=number(table.key)))
    digests = [hashlib.md5(key.encode()).hexdigest() for key in rows["key"]]
    assert list(rows["n"]) == [int(digest[:6], 16) for digest in digests]
