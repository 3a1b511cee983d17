"""`aggregator types`: what it writes, what it only tells, and that a type checker takes it."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT
from tests.support.command import Command

QUERY = """query Trend @card(title: "Trend") {
  customer {
    name
    subscription {
      status
      price
    }
  }
}
"""
CODE = """\
from aggregator.render.python import Card, CardContext, row

from .usage_trend_types import Trend


def render(data: Trend, card: CardContext) -> Card | None:
    if data.customer is None or data.customer.subscription is None:
        return None
    price = data.customer.subscription.price
    return Card(row("Price", card.money(price) if price else None))
"""
PLAIN = 'query Plain @card(title: "Plain") { customer { name @text } }\n'


@pytest.fixture
def home(nowhere: Path) -> Path:
    """A card in Python without its types, and one that is all GraphQL."""
    folder = nowhere / "cards/product"
    folder.mkdir(parents=True)
    (folder / "usage-trend.graphql").write_text(QUERY)
    (folder / "usage-trend.py").write_text(CODE)
    (folder / "plain.graphql").write_text(PLAIN)
    return nowhere


def test_types_are_written_once_and_then_up_to_date(command: Command, home: Path) -> None:
    done = command("types")
    assert (done.code, done.out) == (0, "cards/product/usage_trend_types.py written\n")
    assert done.err == "1 card in Python: 1 written\n"
    text = (home / "cards/product/usage_trend_types.py").read_text()
    assert text.startswith('"""What usage-trend.graphql reads. Written by `aggregator types`')
    assert "    price: Money | None\n" in text
    again = command("types")
    assert (again.code, again.out, again.err) == (0, "", "1 card in Python: none written\n")
    assert command("check").code == 0


def test_check_writes_nothing_and_fails_where_one_is_stale(command: Command, home: Path) -> None:
    done = command("types", "--check")
    assert (done.code, done.out) == (1, "cards/product/usage_trend_types.py is stale\n")
    assert not (home / "cards/product/usage_trend_types.py").exists()
    command("types")
    assert command("types", "--check").code == 0
    query = home / "cards/product/usage-trend.graphql"
    query.write_text(QUERY.replace("    name\n", "    name\n    email\n"))
    assert command("types", "--check").code == 1
    found = command("check")
    assert found.code == 1
    assert "usage_trend_types.py is stale [python-types]" in found.out
    assert "Fix: aggregator types cards/product/usage-trend.graphql" in found.out


@pytest.mark.parametrize("word", ["plain", "cards/product/plain.graphql"])
def test_one_that_is_named_has_types_before_it_has_python(
    command: Command, home: Path, word: str
) -> None:
    done = command("types", word)
    assert (done.code, done.out) == (0, "cards/product/plain_types.py written\n")


@pytest.mark.parametrize("has_python", [True, False])
def test_a_list_inside_a_record_needs_no_bound_that_it_cannot_take(
    command: Command, home: Path, *, has_python: bool
) -> None:
    inside = 'query Plain @card(title: "P") { customer { invoices(first: 1) { lines { total } } } }'
    (home / "cards/product/plain.graphql").write_text(inside)
    if has_python:
        (home / "cards/product/plain.py").write_text("def render(data, card): ...\n")
    done = command("types", "plain")
    assert (done.code, done.out) == (0, "cards/product/plain_types.py written\n")
    assert "lines: tuple" in (home / "cards/product/plain_types.py").read_text()


def test_cards_can_be_named_by_their_folder_or_their_python(command: Command, home: Path) -> None:
    for word in ("cards/product", "cards/product/usage-trend.py", "usage-trend"):
        (home / "cards/product/usage_trend_types.py").unlink(missing_ok=True)
        assert command("types", word).out == "cards/product/usage_trend_types.py written\n"


def test_what_is_no_card_is_wrong_usage(command: Command, home: Path) -> None:
    done = command("types", "usage-trent")
    assert done.code == 2
    assert done.err.strip().endswith('Did you mean "usage-trend"?')


def test_a_query_with_a_mistake_has_no_types_and_says_what_to_do(
    command: Command, home: Path
) -> None:
    (home / "cards/product/usage-trend.graphql").write_text(QUERY.replace("price", "prise"))
    done = command("types")
    assert (done.code, done.out) == (1, "")
    assert done.err.splitlines() == [
        "cards/product/usage-trend.graphql has a mistake. Fix: aggregator check says which",
        "1 card in Python: none written, 1 with a mistake",
    ]


def test_types_are_not_written_through_a_link(command: Command, home: Path) -> None:
    (home / "precious.txt").write_text("precious")
    (home / "cards/product/usage_trend_types.py").symlink_to("../../precious.txt")
    done = command("types")
    assert (done.code, done.out) == (1, "")
    assert "usage_trend_types.py: it is a link, and links are not written through" in done.err
    assert (home / "precious.txt").read_text() == "precious"


def test_without_any_card_in_python_there_is_nothing_to_do(command: Command, home: Path) -> None:
    (home / "cards/product/usage-trend.py").unlink()
    done = command("types", "--check")
    assert (done.code, done.err) == (0, "There are no cards in Python here\n")


def test_the_types_of_the_repositorys_cards_are_fresh(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    done = command("types", "--check")
    assert (done.code, done.out, done.err) == (0, "", "2 cards in Python: none stale\n")


def test_what_is_laid_out_is_checked_by_a_type_checker_to_the_line(
    command: Command, home: Path
) -> None:
    wrong = CODE.replace("card.money(price) if price else None", "card.money(price)")
    (home / "cards/product/usage-trend.py").write_text(wrong)
    shutil.copy(ROOT / "pyproject.toml", home)
    assert command("types", "--into", "build/cards").code == 0
    laid_out = sorted(path.name for path in (home / "build/cards/product").iterdir())
    assert laid_out == ["__init__.py", "usage_trend.py", "usage_trend_types.py"]
    done = subprocess.run(  # noqa: S603 -- our own type checker
        [
            sys.executable,
            "-m",
            "mypy",
            "--cache-dir",
            str(ROOT / "build/mypy-types"),
            "build/cards",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.splitlines()[0] == (
        'build/cards/product/usage_trend.py:10: error: Argument 1 to "money" of "CardContext" has '
        'incompatible type "Money | None"; expected "Money"  [arg-type]'
    )
    assert done.returncode == 1
