"""The ``collect`` section of ``params.yaml``."""

import re
from decimal import Decimal
from pathlib import PurePath
from typing import Annotated, Literal, Self
from zoneinfo import available_timezones

from pydantic import Field, field_validator, model_validator

from mktlab.lab.settings import Day, Section


class Files(Section):
    """Your own files: where they are and how they are written."""

    path: str = Field(min_length=1, description="Name or pattern of files under data/raw/.")
    delimiter: str = Field(min_length=1, max_length=1, description="What sets CSV fields apart.")
    decimal: Literal[".", ","] = Field(description="Decimal mark of amounts written as text.")
    thousands: Literal[".", ",", " ", "'"] | None = Field(
        description="What groups thousands in amounts written as text; null where nothing does."
    )
    encoding: str = Field(min_length=1, description="Encoding of CSV files, such as utf-8.")
    sheet: str | None = Field(description="Sheet of an Excel file; null where there is only one.")

    @field_validator("path")
    @classmethod
    def _within_raw(cls, value: str) -> str:
        if not PurePath(value).name or value.endswith("/"):
            raise ValueError("it should name a file, not a folder")
        if PurePath(value).is_absolute() or ".." in PurePath(value).parts:
            raise ValueError(
                "it must lie under data/raw/; put the file there and name it from there"
            )
        return value

    @field_validator("encoding")
    @classmethod
    def _known_encoding(cls, value: str) -> str:
        try:
            "".encode(value)
        except LookupError:
            raise ValueError("no such encoding; common ones are utf-8, cp1252, latin-1") from None
        return value

    @field_validator("delimiter")
    @classmethod
    def _usable_delimiter(cls, value: str) -> str:
        if value in "\"'\n\r" or not value.isascii() or value.isalnum():
            raise ValueError("it cannot set fields apart; common ones are , ; | and a tab")
        return value

    @model_validator(mode="after")
    def _marks_differ(self) -> Self:
        if self.thousands == self.decimal:
            raise ValueError("thousands and decimal are the same mark")
        return self


class Sql(Section):
    """Your own database: where it is and what is read from it."""

    url: str = Field(description="Ibis URL without a password.")
    password_env: str = Field(
        pattern="^[A-Z_][A-Z0-9_]*$", description="Environment variable that holds the password."
    )
    table: str | None = Field(min_length=1, description="Table or view to read.")
    query: str | None = Field(min_length=1, description="Query to read instead of a table.")

    @field_validator("url")
    @classmethod
    def _without_password(cls, value: str) -> str:
        # Asked before anything else: a message about something else would print the password.
        asked = re.sub(r"(?i)[?&](sslkey|passfile)=[^&]*", "", value)  # names of files
        secret = re.search(r"(?i)(pass|pwd|token|secret|key)[^=&]*=", asked)
        if secret or re.search(r"//[^/@]*:[^@]*@", value):
            raise ValueError(
                "it holds a password; put that into the variable named in password_env"
            )
        if not re.match(r"[a-z0-9]+://", value):
            raise ValueError("it is no URL as Ibis writes it, like postgresql://user@host/database")
        return value

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.table is None) == (self.query is None):
            raise ValueError("name a table or a query, and not both")
        return self


class Columns(Section):
    """Which of your columns is which; null where there is none."""

    customer: str = Field(min_length=1, description="Who bought.")
    date: str = Field(min_length=1, description="When, as a day or a time stamp.")
    amount: str | None = Field(description="What was paid for the line, or null.")
    quantity: str | None = Field(description="Units.")
    unit_price: str | None = Field(description="Price of one unit, used where there is no amount.")
    order: str | None = Field(description="Order or invoice number.")
    product: str | None = Field(description="Product.")
    category: str | None = Field(description="Category of the product.")
    manufacturer: str | None = Field(description="Maker of the product.")
    store: str | None = Field(description="Store.")
    discount: str | None = Field(description="What the shop's discounts took off the line.")
    currency: str | None = Field(description="Currency of the line's amounts.")

    @model_validator(mode="after")
    def _amount_or_its_parts(self) -> Self:
        if self.amount is None and (self.quantity is None or self.unit_price is None):
            raise ValueError("name an amount column, or both quantity and unit_price")
        return self

    def named(self) -> dict[str, str]:
        """The columns that are there: their meaning here by their name in the file."""
        return {meaning: name for meaning, name in self if name is not None}


# What a pattern may hold. Not %z: stamps with an offset are read as iso.
_DIRECTIVES = {
    "%Y", "%y", "%m", "%d", "%b", "%B", "%a", "%A", "%j", "%H", "%I", "%M", "%S", "%f", "%p",
}  # fmt: skip


# At most eight places, so that an amount times a rate stays exact in the engine's widest decimal.
Rate = Annotated[Decimal, Field(gt=0, max_digits=15, decimal_places=8, strict=False)]


class Own(Section):
    """What your own orders mean, whether they come from files or from a database."""

    title: str = Field(min_length=1, max_length=200, description="Their name for a reader.")
    terms: str = Field(min_length=1, max_length=2_000, description="What they may be used for.")
    currency: str = Field(pattern="^[A-Z]{3}$", description="ISO 4217 code of the amounts.")
    exchange: dict[str, Rate] = Field(
        description="What one unit of other currencies is worth in this one, by their name in the data."
    )
    timezone: str | None = Field(description="IANA zone in which days are counted; null: unknown.")
    stamps: Literal["local", "utc"] = Field(
        description="Whether time stamps without an offset are local or UTC."
    )
    date_formats: list[str] = Field(
        min_length=1, description="Formats of dates written as text, tried in turn."
    )
    null_words: list[str] = Field(description="Texts that mean nothing is there.")
    columns: Columns

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str | None) -> str | None:
        if value is not None and value not in available_timezones():
            raise ValueError("no such time zone; names are like Europe/Berlin or America/New_York")
        return value

    @field_validator("date_formats")
    @classmethod
    def _usable_formats(cls, values: list[str]) -> list[str]:
        for value in values:
            if unknown := set(re.findall(r"%.?", value)) - _DIRECTIVES:
                raise ValueError(
                    f"{value!r} holds {', '.join(sorted(unknown))}; known are "
                    f"{' '.join(sorted(_DIRECTIVES))}"
                )
            if value not in ("iso", "excel") and ("%Y" not in value and "%y" not in value):
                raise ValueError(
                    f"{value!r} is neither 'iso' nor 'excel' nor a pattern with a year, such as '%d.%m.%Y'"
                )
        return values

    @model_validator(mode="after")
    def _rates_that_can_be_used(self) -> Self:
        if self.exchange and self.columns.currency is None:
            raise ValueError(
                "exchange gives rates, but columns.currency names no column that says which rows "
                "they are for"
            )
        if self.exchange.get(self.currency, 1) != 1:
            raise ValueError(f"exchange values one {self.currency} at something else than itself")
        return self

    @model_validator(mode="after")
    def _zone_for_utc(self) -> Self:
        if self.stamps == "utc" and self.timezone is None:
            raise ValueError("stamps are utc, so a timezone is needed to tell local days")
        return self


# An id, or a pattern in which * stands for any text.
Name = Annotated[str, Field(min_length=1)]


class Settings(Section):
    """Which orders are read, and what is done with rows that are not plain purchases."""

    source: Literal["completejourney", "cdnow", "files", "sql"] = Field(
        description="Where the orders come from."
    )
    cdnow: Literal["master", "sample"] = Field(description="Which CDNOW file is read.")
    files: Files
    sql: Sql
    own: Own
    customer_limit: int | None = Field(
        ge=1, description="Read about this many customers, evenly spread; null reads all."
    )
    refunds: Literal["subtract", "quarantine"] = Field(
        description="Negative amounts: subtracted from what the customer spent, or set aside."
    )
    zero_amounts: Literal["purchase", "quarantine"] = Field(
        description="Lines of no money: purchases like others, or set aside."
    )
    repeated_rows: Literal["keep", "quarantine"] = Field(
        description="Rows equal to an earlier one in every column: kept, or set aside."
    )
    cancelled_prefix: str | None = Field(
        min_length=1, description="What the number of a cancelled order starts with; null: nothing."
    )
    refunds_unmatched: Literal["subtract", "quarantine"] = Field(
        description="Refunds beyond what the customer had bought of the product: as others, or set aside."
    )
    service_products: list[Name] = Field(
        description="Products that are no goods (postage, fees): their lines are set aside."
    )
    trial_customers: list[Name] = Field(
        description="Customers that are none, made up to try the shop out: their lines are set aside."
    )
    trial_products: list[Name] = Field(
        description="Products ordered only to try the shop out: their lines are set aside."
    )
    wholesale_customers: list[Name] = Field(
        description="Customers of another trade, such as resellers: their lines are set aside."
    )
    earliest_day: Day = Field(description="Earlier days are taken for mistakes.")
    latest_day: Day = Field(description="Later days are taken for mistakes.")
    bulk_quantity: int = Field(
        ge=1, description="A line of more units than this (fuel, say) counts as one item."
    )
    snapshot_weeks: int = Field(ge=1, description="Weeks between earlier days of the histories.")
    snapshots: int = Field(ge=0, le=60, description="At most this many such days.")
    data_age_days: int = Field(
        ge=0, description="Data older than this at as_of is called out as old."
    )
    quarantine_share: float = Field(
        ge=0, le=1, description="A larger share of rows with a fault is called out."
    )
    unseen_share: float = Field(
        ge=0, le=1, description="A larger share of money in rows without a customer is called out."
    )
    outsize_share: float = Field(
        gt=0, le=1, description="A customer who brings a larger share of revenue is called out."
    )
    enough_repeaters: int = Field(
        ge=1, description="Fewer customers with two purchase days or more are called out."
    )
    enough_weeks: int = Field(ge=1, description="Fewer weeks of orders are called out.")

    @field_validator("service_products", "trial_customers", "trial_products", "wholesale_customers")
    @classmethod
    def _not_everything(cls, values: list[str]) -> list[str]:
        if everything := [value for value in values if not value.strip("*")]:
            raise ValueError(f"{everything[0]!r} would set every row aside")
        return values

    @model_validator(mode="after")
    def _days_in_order(self) -> Self:
        if self.earliest_day > self.latest_day:
            raise ValueError("earliest_day comes after latest_day")
        return self
