"""Names in several languages, and names that say something else."""

import pytest

from mktlab.collect.guessing import words


@pytest.mark.parametrize(
    ("name", "meaning"),
    [
        ("CustomerID", "customer"), ("Kundennummer", "customer"), ("kunden_nr", "customer"), ("N° client", "customer"), ("Cliente", "customer"),
        ("klantnummer", "customer"), ("Household Key", "customer"),
        ("InvoiceDate", "date"), ("orderdate", "date"), ("Bestelldatum", "date"), ("fecha", "date"), ("Date de facture", "date"),
        ("Umsatz netto", "amount"), ("Betrag", "amount"), ("montant_ttc", "amount"), ("Importe", "amount"), ("line_total", "amount"), ("Gesamtpreis", "amount"),
        ("UnitPrice", "unit_price"), ("Stückpreis", "unit_price"), ("prix unitaire", "unit_price"), ("Precio", "unit_price"),
        ("Menge", "quantity"), ("qty", "quantity"), ("Quantité", "quantity"), ("Cantidad", "quantity"),
        ("Invoice", "order"), ("Bestellnr", "order"), ("n_commande", "order"), ("Pedido", "order"), ("Auftragsnummer", "order"),
        ("StockCode", "product"), ("Artikelnummer", "product"), ("SKU", "product"), ("Warengruppe", "category"), ("Filiale", "store"),
        ("Hersteller", "manufacturer"), ("Rabatt", "discount"), ("remise", "discount"),
    ],
)  # fmt: skip
def test_a_clear_name_says_its_meaning(name, meaning):
    assert words.says(name, meaning) == 2


@pytest.mark.parametrize(
    ("name", "meaning"),
    [
        ("delivery_date", "date"), ("Lieferdatum", "date"), ("birth date", "date"), ("order_date", "order"), ("Order Total", "order"),
        ("MwSt-Betrag", "amount"), ("shipping total", "amount"), ("discount_amount", "amount"), ("customer_type", "customer"), ("product price", "product"),
        ("discount_percent", "discount"),
    ],
)  # fmt: skip
def test_a_name_that_says_something_else_speaks_against(name, meaning):
    assert words.says(name, meaning) == -1


@pytest.mark.parametrize("name", ["x", "col_1", "Notiz", "città", ""])
def test_other_names_say_nothing(name):
    assert {words.says(name, meaning) for meaning in words.CLEAR} <= {0}


def test_names_are_taken_apart_alike():
    for name in ("KundenNr", "kunden_nr", "Kunden-Nr.", "kunden nr"):
        assert words.parts(name) == ("kunden", "nr")
    assert words.parts("Stückpreis (€)") == ("stuckpreis",)


def test_what_a_name_holds():
    assert words.has("CustomerID", words.AN_ID)
    assert words.has("kundennummer", words.AN_ID)
    assert words.has("kundennr", words.AN_ID)
    assert not words.has("customer", words.AN_ID)
    assert words.has("customer_name", words.A_PERSON)
