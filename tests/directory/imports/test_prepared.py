"""A row becomes what is said of somebody, or a code that names its column."""

import pytest

from aggregator.directory.codes import Code, explained
from aggregator.directory.imports.mapping import propose
from aggregator.directory.imports.prepared import RowReader
from aggregator.directory.values import Upserted
from aggregator.directory.write.said import Said

COLUMNS = ["external_ref", "E-Mail", "phone", "tags", "billing.customer", "custom.n:number"]


def reader(region: str | None = None, *, replaces: bool = False) -> RowReader:
    columns = [*COLUMNS, "custom.d:date"]
    return RowReader("customer", propose("customer", columns, {}, {}), region, replaces)


@pytest.mark.parametrize(
    ("cells", "code", "column"),
    [
        (["u1", "ann", "", "", "", "", ""], Code.BAD_EMAIL, "E-Mail"),
        (["u1", "", "030 1", "", "", "", ""], Code.BAD_PHONE, "phone"),
        (["u1", "", "", "", "", "12x", ""], Code.BAD_NUMBER, "custom.n:number"),
        (["u1", "", "", "", "", "nan", ""], Code.BAD_NUMBER, "custom.n:number"),
        (["u1", "", "", "", "", "1_0", ""], Code.BAD_NUMBER, "custom.n:number"),
        (["u1", "", "", "", "", "", "30.11.2026"], Code.BAD_DATE, "custom.d:date"),
        (["null", "", "", "", "", "", ""], Code.BLOCKED_VALUE, "external_ref"),
        (["mandatory", "", "", "", "", "", ""], Code.BLOCKED_VALUE, "external_ref"),
        (["u1", "", "", "", "n/a", "", ""], Code.BLOCKED_VALUE, "billing.customer"),
        (["u\0", "", "", "", "", "", ""], Code.BAD_VALUE, "external_ref"),
    ],
)
def test_a_cell_that_cannot_be_kept_is_named_by_its_column(
    cells: list[str], code: Code, column: str
) -> None:
    refused = reader().said(cells)
    assert isinstance(refused, Upserted)
    assert (refused.code, reader().column_of(refused.field)) == (code, column)


def test_cells_become_values_and_empty_ones_say_nothing() -> None:
    said = reader("DE").said(
        ["u1", " ", "030 123456", "vip; tier=gold,vip", "0", "-1.5", "2026-11-30"]
    )
    assert isinstance(said, Said)
    assert [(value.system, value.kind, value.norm) for value in said.values] == [
        ("", "external_id", "u1"),
        ("", "phone", "+4930123456"),
        ("billing", "customer", "0"),
        ("", "tag", "vip"),
        ("", "tag", "tier=gold"),
        ("", "custom.n", "-1.5"),
        ("", "custom.d", "2026-11-30"),
    ]
    assert said.emptied == frozenset()


def test_where_a_file_replaces_its_empty_cells_are_said() -> None:
    said = reader(replaces=True).said(["u1", "", "", "", "", "1", ""])
    assert isinstance(said, Said)
    assert said.emptied == {
        ("", "email"),
        ("", "phone"),
        ("", "tag"),
        ("billing", "customer"),
        ("", "custom.d"),
    }


@pytest.mark.parametrize("code", list(Code))
def test_every_code_has_a_rule_and_a_fix(code: Code) -> None:
    rule, fix = explained(code)
    assert rule
    assert fix
