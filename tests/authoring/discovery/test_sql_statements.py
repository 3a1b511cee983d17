"""What is drafted of a table whose columns have names of their own."""

import asyncio
import sqlite3
from pathlib import Path

import pytest

from aggregator.authoring.discovery.discover import look
from aggregator.authoring.discovery.document import Whereabouts
from aggregator.authoring.discovery.drafted import Taken, files_of
from aggregator.authoring.discovery.found import FoundSystem
from tests.support.the_world import the_world


def of_table(folder: Path, columns: str) -> FoundSystem:
    file = folder / "shop.db"
    with sqlite3.connect(file) as connection:
        connection.executescript(f"CREATE TABLE devices ({columns})")
    connection.close()
    return asyncio.run(look("sql", Whereabouts(f"file:{file}")))


def test_an_amount_of_any_name_is_money_beside_a_currency_of_its_own(tmp_path: Path) -> None:
    number = "NUMERIC(10,2)"
    columns = f"id INT PRIMARY KEY, email TEXT, credit {number}, weight {number}, currency TEXT"
    system = of_table(tmp_path, f"{columns}, credit_currency TEXT")
    kinds = {each.name: each.kind for each in system.objects[0].fields}
    assert (kinds["credit"], kinds["weight"]) == ("money", "float")


@pytest.mark.parametrize(
    ("columns", "by"),
    [
        ("seen TIMESTAMP", "seen"),
        ("seen TIMESTAMP, lost TIMESTAMP", "serial"),
        ("seen TIMESTAMP, lost TIMESTAMP, created_at TIMESTAMP", None),
    ],
)
def test_what_is_newest_is_told_where_it_is_a_guess(
    tmp_path: Path, columns: str, by: str | None
) -> None:
    system = of_table(tmp_path, f"serial TEXT PRIMARY KEY, email TEXT, {columns}")
    taken = Taken.of(the_world(), "fleet")
    text = files_of(system, "fleet", system.objects, taken)["connector.yaml"]
    assert (f"per_key: most  # a guess: the newest by {by}\n" in text) == (by is not None)
    assert f'ORDER BY "{by or "created_at"}" DESC' in text
