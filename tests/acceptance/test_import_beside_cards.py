"""Cards while a file is imported: they read what happened once a commit, and never wait."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path

from aggregator.demo.setting import WORKSPACE
from aggregator.directory.imports.imports import FileQuestions, Imports
from aggregator.directory.imports.outcomes import RowOutcome
from aggregator.directory.values import UpsertRules
from aggregator.directory.write.changes import writers_lock
from aggregator.store import Store
from tests.support.big_import import write_customers
from tests.support.product import Product
from tests.support.statements import statements

ALEX = "alex@grocery.co"
KEY = "subscription-status"


async def test_an_import_takes_no_statement_and_no_moment_of_a_card(
    product: Product, tmp_path: Path
) -> None:
    store = product.service._store
    with statements(store) as alone:
        before = await product.ask([KEY], email=ALEX)
    beside = Store(store._url.render_as_string(hide_password=False))
    imports = Imports(beside, WORKSPACE, chunk=20)
    rules = UpsertRules(create_accounts=True)
    file = write_customers(tmp_path / "customers.csv", 100)
    spec = await imports.look(file, FileQuestions(), {}, rules)
    job = await imports.begin(spec, "test")
    asked = 0

    async def card_meanwhile(_: Sequence[RowOutcome], __: Mapping[str, int]) -> None:
        """After each chunk, and while the next writer holds the database."""
        nonlocal asked
        async with beside.write(lock=writers_lock(WORKSPACE)):
            cards = await asyncio.gather(*(product.ask([KEY], email=ALEX) for _ in range(5)))
            assert all(each == before for each in cards)
            asked += 5

    with statements(store) as meanwhile:
        done = await imports.run(job.id, card_meanwhile)
    await beside.close()
    assert (done.counts["created"], done.counts["failed"]) == (100, 0)
    assert asked == 25
    # After a commit of another process what happened is read, by one for all, beside their own.
    own = [sql for sql, _ in meanwhile if "FROM events" not in sql]
    assert 0 < len(meanwhile) - len(own) <= asked // 5 * 2  # it may commit once more meanwhile
    assert len(own) == asked * len(alone) > 0
    assert set(own) == {sql for sql, _ in alone}
