"""`aggregator fmt`: what it writes, what it only tells, what it leaves alone."""

import io
from pathlib import Path

import pytest

from aggregator.language import source
from tests.cli.conftest import ROOT
from tests.support.command import Command

MESSY = 'query A @card(title:"T"){customer{name @text # said\n}}'
NEAT = """query A @card(title: "T") {
  customer {
    name @text # said
  }
}
"""


@pytest.fixture
def home(nowhere: Path) -> Path:
    """A messy card, a neat one, a messy fragment."""
    for name, text in {
        "cards/billing/messy.graphql": MESSY,
        "cards/billing/neat.graphql": NEAT,
        "graphql/fragments/who.graphql": "fragment Who on Customer{name @text}",
    }.items():
        path = nowhere / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return nowhere


def test_cards_and_fragments_are_laid_out_in_place(command: Command, home: Path) -> None:
    done = command("fmt")
    assert done.code == 0
    assert done.out == (
        "cards/billing/messy.graphql changed\ngraphql/fragments/who.graphql changed\n"
    )
    assert done.err == "3 files: 2 changed\n"
    assert (home / "cards/billing/messy.graphql").read_text(encoding="utf-8") == NEAT
    again = command("fmt", "--check")
    assert (again.code, again.out, again.err) == (0, "", "3 files: none would be changed\n")


def test_check_changes_nothing_and_fails(command: Command, home: Path) -> None:
    done = command("fmt", "--check", "cards")
    assert done.code == 1
    assert done.out == "cards/billing/messy.graphql would be changed\n"
    assert (home / "cards/billing/messy.graphql").read_text(encoding="utf-8") == MESSY


def test_diff_shows_and_changes_nothing(command: Command, home: Path) -> None:
    done = command("fmt", "--diff", "cards/billing/messy.graphql")
    assert done.code == 0
    assert done.out.startswith("--- cards/billing/messy.graphql\n+++ cards/billing/messy.graphql\n")
    assert "+    name @text # said" in done.out
    assert (home / "cards/billing/messy.graphql").read_text(encoding="utf-8") == MESSY
    assert command("fmt", "--diff", "--check", "cards/billing/messy.graphql").code == 1


def test_a_file_that_is_no_graphql_is_told_and_the_others_are_laid_out(
    command: Command, home: Path
) -> None:
    broken = home / "cards/billing/broken.graphql"
    broken.write_text("query {", encoding="utf-8")
    done = command("fmt")
    assert done.code == 1
    assert "cards/billing/broken.graphql:1:7: error: " in done.err
    assert done.err.endswith("4 files: 2 changed, 1 cannot be read\n")
    assert broken.read_text(encoding="utf-8") == "query {"


def test_what_a_link_leads_to_is_laid_out_where_it_is_and_nowhere_else(
    command: Command, home: Path
) -> None:
    (home / "elsewhere.graphql").write_text(MESSY)
    (home / "cards/billing/linked.graphql").symlink_to("../../elsewhere.graphql")
    (home / "cards/billing/endless.graphql").symlink_to("/dev/zero")
    (home / "cards/billing/other.graphql").symlink_to("messy.graphql")
    done = command("fmt", "cards")
    assert (done.code, done.out) == (0, "cards/billing/messy.graphql changed\n")
    assert (home / "elsewhere.graphql").read_text() == MESSY
    assert (home / "cards/billing/other.graphql").is_symlink()


def test_line_endings_and_byte_order_marks_go(command: Command, home: Path) -> None:
    path = home / "cards/billing/neat.graphql"
    path.write_bytes(b"\xef\xbb\xbf" + NEAT.replace("\n", "\r\n").encode())
    assert command("fmt", str(path)).code == 0
    assert path.read_bytes() == NEAT.encode()


def test_an_editor_pipes_a_card_through(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(MESSY.encode())))
    done = command("fmt", "-")
    assert (done.code, done.out, done.err) == (0, NEAT, "")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"query {")))
    broken = command("fmt", "-")
    assert (broken.code, broken.out) == (1, "")
    assert broken.err.startswith("standard input:1:7: error: ")


def test_the_repositorys_own_cards_need_nothing(command: Command) -> None:
    folders = (str(ROOT / "cards"), str(ROOT / "graphql" / "fragments"))
    done = command("fmt", "--check", *folders)
    assert (done.code, done.out) == (0, "")


@pytest.mark.parametrize("arguments", [("none",), ("-", "--check"), ("-", "cards")])
def test_wrong_usage_is_one_line_and_2(
    command: Command, home: Path, arguments: tuple[str, ...]
) -> None:
    done = command("fmt", *arguments)
    assert done.code == 2
    assert len(done.err.splitlines()) == 1


def test_of_files_that_are_neat_only_the_edited_one_is_parsed(
    command: Command, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command("fmt")
    command("fmt")
    parsed: list[str] = []
    parse_bytes = source.parse_bytes

    def counted(path: Path, data: bytes) -> source.TextFile:
        parsed.append(path.name)
        return parse_bytes(path, data)

    monkeypatch.setattr(source, "parse_bytes", counted)
    (home / "cards/billing/neat.graphql").write_text(NEAT + "# more\n", encoding="utf-8")
    assert command("fmt", "--check").code == 0
    (home / "cards/billing/neat.graphql").write_text(MESSY, encoding="utf-8")
    assert command("fmt", "--check").code == 1
    assert parsed == ["neat.graphql"] * 2
