"""Rows taken column by column say what each says by itself."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.directory.codes import Code
from aggregator.directory.imports.mapping import MappedColumn
from aggregator.directory.imports.prepared import RowReader
from aggregator.directory.imports.rows import FileRow
from aggregator.directory.kinds import SubjectKind
from aggregator.directory.values import Upserted, UpsertState

FIELDS: dict[SubjectKind, tuple[str, ...]] = {
    "customer": (
        "custom.size:number", "tags", "billing.customer", "email", "external_ref", "phone",
        "display_name", "account_external_ref", "org_ref", "owner", "description", "plain_id",
        "custom.since:date", "custom.plan",
    ),
    "account": ("website", "domain", "tier", "external_ref", "tags", "crm.account"),
    "org_unit": ("environment", "domain", "external_ref", "account_external_ref"),
}  # fmt: skip
CELLS = st.one_of(
    st.sampled_from(
        [
            "", " ", "\u3000", "u1", " u1\t", "null", "0", "-1", "ann@acme.com", "Ann@ACME.com.",
            " o'neil+x@Acme.com", "test@test.com", "a@b@c", "@x.co", "a@", "a b@x.co",
            "ﬀ@ﬀ.example", "ß@fußball.example", "acme.com", "gmail.com", "a/b.com", "ACME.com ",
            "+49 30 123456",
            "030 123456", "+4930123456", "0049 30 123456", "vip; tier=gold,vip", ",", ";vip", "İ",
            "12", "1e3", "x1", "2026-11-30", "30.11.2026", "\0", "a\ud83d", "x" * 513, " " * 600,
            "y" * 500 + " " * 20, "ß" * 300, "1,2,3,4,5,6,7,8,9,10", "\x1cu1", "\x85",
        ]
    ),
    st.text(max_size=6),
)  # fmt: skip


def reader(subject: SubjectKind, region: str | None, *, replaces: bool) -> RowReader:
    mapped = [MappedColumn(name, name, "said") for name in FIELDS[subject]]
    return RowReader(subject, mapped, region, replaces)


@settings(max_examples=100, deadline=None)
@given(
    data=st.data(),
    subject=st.sampled_from(tuple(FIELDS)),
    region=st.sampled_from([None, "DE"]),
    replaces=st.booleans(),
)
def test_a_row_says_the_same_among_others_as_by_itself(
    data: st.DataObject, subject: SubjectKind, region: str | None, *, replaces: bool
) -> None:
    of_one = reader(subject, region, replaces=replaces)
    cells = st.lists(CELLS, min_size=len(FIELDS[subject]), max_size=len(FIELDS[subject]))
    rows = data.draw(st.lists(cells, min_size=1, max_size=5))
    said = of_one.rows([FileRow(n, n, row) for n, row in enumerate(rows, 1)])
    for n, row in enumerate(rows):
        alone, among = of_one.said(row), said.said(n)
        if isinstance(alone, Upserted) or isinstance(among, Upserted):
            assert alone == among
            continue
        # A reference that is empty is no link that could end, whatever a row replaces.
        refs = {("", name) for name in ("account_external_ref", "org_ref")}
        alone.emptied -= refs
        among.emptied -= refs
        assert alone == among


def test_ordinary_rows_are_all_taken_by_columns() -> None:
    rows = [
        ["12", "vip,tier=gold", "cus_1", "Ann.Lee@acme.com", "u1", "+49 30 123456", "Ann Lëe",
         "a1", "", "sam@ours.com", "Met at the fair", "", "2026-11-30", "gold"],
        [*[""] * 4, "u2", *[""] * 9],
    ]  # fmt: skip
    for region in (None, "DE"):
        said = reader("customer", region, replaces=False).rows(
            [FileRow(n, n, row) for n, row in enumerate(rows, 1)]
        )
        assert said.odd == {}


@pytest.mark.parametrize("fields", [("custom.n", "custom.n:number"), ("custom." + "n" * 70, "x.y")])
def test_columns_that_mean_one_thing_or_too_long_names_are_read_row_by_row(
    fields: tuple[str, str],
) -> None:
    rows = RowReader("customer", [MappedColumn(name, name, "said") for name in fields])
    said = rows.rows([FileRow(1, 2, ["1", "2"])])
    assert said.said(0) == rows.said(["1", "2"])


def test_a_row_that_could_not_be_read_is_refused_with_its_code_and_harms_no_other() -> None:
    rows = [FileRow(1, 2, ["u1"], Code.RAGGED_ROW), FileRow(2, 3, ["ws", "acme.com", "u2", "a1"])]
    said = reader("org_unit", None, replaces=False).rows(rows)
    assert said.said(0) == Upserted(UpsertState.REFUSED, code=Code.RAGGED_ROW)
    assert list(said.odd) == [0]
