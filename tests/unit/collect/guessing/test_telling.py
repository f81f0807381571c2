"""The proposal as it is read in a terminal."""

from guessed import lay, proposed, put

from mktlab.collect.guessing import lines


def test_all_that_matters_is_told_in_order(con, project):
    rows = [f"K{n % 7};0{n % 9 + 1}.01.2024;{n},50;\x1b[31mred{n}" for n in range(30)]
    put(lay(project), "Kunde;Datum;Betrag;Notiz\n" + "\n".join(rows) + "\n")
    told = list(lines(proposed(con, project)))
    text = "\n".join(told)
    assert told[0] == "orders.csv: 30 rows, text in utf-8, fields set apart by ';'"
    assert told[1].split()[:2] == ["customer", "'Kunde'"]
    assert (
        "called like a customer; its values come again; many values; 7 values in 30 rows, such as 'K0', 'K1', 'K2'"
        in told[1]
    )
    order = [
        "left out: 'Notiz'",
        "doubts, to be looked at:",
        "both fit all 30 dates",
        "read so:",
        "30 rows accepted",
        "the first rows, as understood:",
        "params.yaml would change so:",
    ]
    assert [text.index(words) for words in order] == sorted(text.index(words) for words in order)
    start = next(n for n, line in enumerate(told) if line.endswith("as understood:"))
    assert [line.split()[0] for line in told[start + 2 : start + 7]] == ["2", "3", "4", "5", "6"]
    assert "  +      customer: Kunde" in told
    assert "  -      customer: customer_id" in told
    assert all(line.isprintable() for line in told)
