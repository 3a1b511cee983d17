"""What columns mean: said, remembered, by name, by the export that they are from."""

from datetime import UTC, datetime

import pytest

from aggregator.directory.imports.fields import FIELDS
from aggregator.directory.imports.mapping import MappedColumn, propose, remember, remembered
from aggregator.directory.imports.sample import sample
from aggregator.directory.kinds import SubjectKind
from aggregator.domain.errors import InvalidRequest
from aggregator.store import Store


def meaning(*columns: str, subject: SubjectKind = "customer") -> dict[str, str | None]:
    return {each.column: each.field for each in propose(subject, columns, {}, {})}


def test_fields_aliases_spellings_source_ids_and_custom_fields_are_known() -> None:
    assert meaning(
        "External_Ref", "E-mail Address", "FULL NAME", "Telephon", "billing.customer",
        "custom.seats:number", "Favourite colour", "row", "hint",
    ) == {
        "External_Ref": "external_ref",
        "E-mail Address": "email",
        "FULL NAME": "display_name",
        "Telephon": "phone",  # nearly: telephone
        "billing.customer": "billing.customer",
        "custom.seats:number": "custom.seats:number",
        "Favourite colour": None,
        "row": None,
        "hint": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (
            ["Record ID", "First Name", "Email", "Associated Company IDs"],
            {"Record ID": "external_ref", "Associated Company IDs": "account_external_ref"},
        ),
        (
            ["id", "Customer Email", "Card Name", "Created (UTC)"],
            {"id": "stripe.customer", "Customer Email": "email", "Card Name": "display_name"},
        ),
        (
            ["Contact ID", "Name", "Email", "MobilePhone", "AccountId"],
            {"Contact ID": "external_ref", "MobilePhone": "phone", "Name": "display_name"},
        ),
        (
            ["User name", "Email", "Organization external ID", "Details"],
            {"User name": "display_name", "Organization external ID": "account_external_ref"},
        ),
    ],
)
def test_exports_of_other_systems_are_known_by_their_columns(
    columns: list[str], expected: dict[str, str]
) -> None:
    found = meaning(*columns)
    assert {name: found[name] for name in expected} == expected


def test_an_id_of_nobody_knows_which_system_is_left_out() -> None:
    assert meaning("id", "email")["id"] is None


def test_two_columns_that_mean_one_field_are_told_and_one_can_be_left_out() -> None:
    columns = ["email", "E-Mail"]
    with pytest.raises(InvalidRequest, match=r"both mean email. Fix: --map 'E-Mail=-'"):
        propose("customer", columns, {}, {})
    mapped = propose("customer", columns, {"E-Mail": "-"}, {})
    assert [each.field for each in mapped] == ["email", None]


def test_what_is_said_must_be_a_column_and_a_field() -> None:
    with pytest.raises(InvalidRequest, match=r"no column 'Mail'. Its columns: email"):
        propose("customer", ["email"], {"Mail": "email"}, {})
    with pytest.raises(InvalidRequest, match=r"'colour' is no field. Fix: one of external_ref"):
        propose("customer", ["email"], {"email": "colour"}, {})
    [mapped] = propose("customer", ["Farbe"], {"Farbe": "custom.colour"}, {})
    assert mapped == MappedColumn("Farbe", "custom.colour", "said")


async def test_what_was_said_of_a_header_is_remembered_for_it_alone(store: Store) -> None:
    mapped = propose("customer", ["email", "Farbe", "X"], {"Farbe": "custom.colour"}, {})
    now = datetime(2026, 11, 30, tzinfo=UTC)
    for _ in range(2):
        async with store.write() as connection:
            await remember(connection, "w", "customer", mapped, now)
    async with store.read() as connection:
        again = await remembered(connection, "w", "customer", ["email", "Farbe", "X"])
        assert again == {"email": "email", "Farbe": "custom.colour"}
        assert await remembered(connection, "w", "account", ["email", "Farbe", "X"]) == {}
        assert await remembered(connection, "v", "customer", ["email", "Farbe", "X"]) == {}
        assert await remembered(connection, "w", "customer", ["email", "Farbe"]) == {}


@pytest.mark.parametrize("subject", list(FIELDS))
def test_the_sample_has_every_field_and_says_which_are_needed(subject: SubjectKind) -> None:
    header, needed, example = sample(subject, ["billing.customer"]).splitlines()
    columns = header.split(",")
    assert columns[-1] == "billing.customer"
    assert all(each.field for each in propose(subject, columns, {}, {}))
    assert needed.split(",")[columns.index("external_ref")] == "mandatory"
    assert set(needed.split(",")) == {"mandatory", "optional"}
    assert example
