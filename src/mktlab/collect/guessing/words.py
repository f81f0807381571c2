"""What columns are called, in several languages.

A name is a hint and no more. Each meaning has words that say it clearly and words that may say it; a name
that holds words of something else (a delivery date, a tax) speaks against.
"""

import re
import unicodedata

# Stems: a word of the name that begins with one counts, and so does a name that holds a long one anywhere.
CLEAR = {
    "customer": "customer client cliente kunde kunden kdnr kundnr debitor buyer kaufer acheteur comprador "
    "household klant klient asiakas member shopper",
    "date": "date datum fecha dato giorno jour tag data timestamp zeitstempel when day dia zeitpunkt",
    "amount": "amount total umsatz betrag montant importe importo revenue turnover sales spend spent paid "
    "belopp bedrag kwota gesamt gesamtpreis subtotal summe valor netto brutto",
    "quantity": "quantity qty menge anzahl quantite qte cantidad cant quantita quantidade qtd aantal antal "
    "ilosc stuckzahl units pieces",
    "unit_price": "unitprice einzelpreis stuckpreis preis price prix precio prezzo preco prijs cena pris",
    "order": "order invoice bestell bestellung auftrag rechnung rechnungs beleg bon commande facture pedido factura "
    "ordine fattura receipt basket transaction encomenda fatura bestelling ticket txn",
    "product": "product produkt produit producto prodotto produto sku artnr article artikel articulo articolo artigo "
    "stockcode ean gtin upc asin isbn",
    "category": "category kategorie categorie categoria warengruppe kategori department abteilung rayon famille familia",
    "manufacturer": "manufacturer hersteller brand marke marque marca fabricant fabricante maker produttore",
    "store": "store shop filiale branch magasin tienda negozio loja winkel boutique sucursal outlet",
    "discount": "discount rabatt remise descuento sconto desconto korting nachlass skonto",
    "currency": "currency wahrung waehrung devise divisa moneda moeda waluta",
}  # fmt: skip
MAYBE = {
    "customer": "user account id_client guest person contact email mail name",
    "date": "time created zeit bestelldatum rechnungsdatum",
    "amount": "value net gross price prix preis precio prezzo preco cost wert",
    "quantity": "stuck items count number",
    "unit_price": "unit amount",
    "order": "number document doc id",
    "product": "item description code name",
    "category": "group class type gruppe groupe grupo",
    "manufacturer": "vendor supplier lieferant fournisseur proveedor",
    "store": "location standort market markt pos channel site",
    "discount": "coupon reduction rebate",
    "currency": "curr ccy valuta money",
}
# Words that say the column is something else, whatever other words say.
OTHERWISE = {
    "customer": "date datum fecha type group segment country amount total age gender city since",
    "date": "birth geburt naissance nacimiento nascita delivery delivered ship shipped shipping liefer livraison "
    "entrega consegna envio updated modified geandert due fallig registered signup anmelde inscription expiry paid "
    "payment zahlung until bis end first last since seit",
    "amount": "tax vat mwst ust tva iva iban discount rabatt remise descuento shipping versand porto freight balance "
    "saldo cost kosten id nr no code points date datum fecha country landcode rate percent",
    "quantity": "id nr code price preis prix precio amount betrag order invoice customer",
    "unit_price": "total gesamt list uvp rrp old id",
    "order": "date datum fecha total amount betrag montant importe status type value quantity line position pos "
    "zeile item",
    "product": "price preis prix precio quantity menge total category kategorie group gruppe date amount",
    "category": "customer kunde client id_customer",
    "manufacturer": "date price",
    "store": "date amount total",
    "discount": "date code percent rate pct prozent",
    "currency": "amount betrag rate kurs price total",
}
TAX_LEFT_OUT = ("net", "netto", "ht", "excl", "exkl", "neto", "imponibile")
AN_ID = ("id", "nr", "no", "num", "number", "nummer", "code", "key", "kdnr", "numero", "n")
A_PERSON = (
    "name",
    "nom",
    "nombre",
    "nome",
    "vorname",
    "nachname",
    "email",
    "mail",
    "phone",
    "telefon",
)
LONG = 5  # letters from which a stem counts anywhere in a compound word, as in Kundennummer


def parts(name: str) -> tuple[str, ...]:
    """Split a name into plain lower-case words: ``KundenNr``, ``kunden_nr`` and ``Kunden-Nr.`` alike."""
    plain = unicodedata.normalize(
        "NFKD", name.replace("ß", "ss").replace("ø", "o").replace("ł", "l")
    )
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    plain = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", plain)
    return tuple(re.findall(r"[a-z]+|\d+", plain.lower()))


def _holds(words: tuple[str, ...], stems: str) -> bool:
    """Say whether a word is a stem, begins or ends with one of four letters, or holds a longer one."""
    return any(
        word == stem
        or (len(stem) == LONG - 1 and (word.startswith(stem) or word.endswith(stem)))
        or (len(stem) >= LONG and stem in word)
        for stem in stems.split()
        for word in (*words, "".join(words))
    )


def says(name: str, meaning: str) -> int:
    """Say how clearly a name says a meaning: 2 clearly, 1 perhaps, 0 not, -1 it says something else.

    Parameters
    ----------
    name
        Of the column.
    meaning
        A key of ``collect.own.columns``.
    """
    words = parts(name)
    if meaning not in CLEAR:
        return 0
    if _holds(words, OTHERWISE[meaning]):
        return -1
    if _holds(words, CLEAR[meaning]):
        return 2
    return 1 if _holds(words, MAYBE[meaning]) else 0


def has(name: str, words: tuple[str, ...]) -> bool:
    """Say whether one of the words of a name is among these, or ends it in a compound."""
    found = parts(name)
    return any(
        part == word or (len(word) > 3 and part.endswith(word)) for part in found for word in words
    ) or (
        len(found) == 1
        and any(found[0].endswith(w) and len(w) > 1 for w in ("id", "nr") if w in words)
    )
