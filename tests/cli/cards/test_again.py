"""A command asked again of the same files: it says the same, and works only where it must."""

from pathlib import Path

import pytest
import typer

from aggregator import kept
from aggregator.cli.cards.again import FILE, Reads, again
from aggregator.cli.terminal.failure import CommandFailed
from aggregator.cli.terminal.output import err, out, say


class Worker:
    """Work that is counted: it reads a file, says so, and ends with a code."""

    def __init__(self, file: Path, code: int = 0) -> None:
        self.file = file
        self.code = code
        self.ran = 0

    def __call__(self, reads: Reads) -> None:
        reads.add(self.file)
        self.ran += 1
        say(out(), self.file.read_text(encoding="utf-8") if self.file.exists() else "nothing")
        say(err(), "a note")
        if self.code:
            raise typer.Exit(self.code)


@pytest.fixture
def worker(nowhere: Path) -> Worker:
    file = nowhere / "card.graphql"
    file.write_text("one ä", encoding="utf-8")
    return Worker(file)


def ask(worker: Worker, *asked: object, config: Path | None = None) -> int:
    try:
        again("noun", asked, config, worker)
    except typer.Exit as end:
        return end.exit_code
    return 0


@pytest.mark.parametrize("code", [0, 1])
def test_it_says_the_same_and_ends_the_same(
    worker: Worker, capsys: pytest.CaptureFixture[str], code: int
) -> None:
    worker.code = code
    assert [ask(worker), ask(worker)] == [code, code]
    assert worker.ran == 1
    assert capsys.readouterr() == ("one ä\n" * 2, "a note\n" * 2)


def test_whatever_is_different_is_worked_out_anew(
    worker: Worker, nowhere: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def ran(*asked: object, config: Path | None = None) -> int:
        before = worker.ran
        ask(worker, *asked, config=config)
        return worker.ran - before

    assert [ran(), ran()] == [1, 0]
    worker.file.write_text("two", encoding="utf-8")
    assert [ran(), ran()] == [1, 0]
    assert [ran("--json"), ran("--json"), ran()] == [1, 0, 0]
    monkeypatch.setenv("AGGREGATOR_CURRENCY", "EUR")
    assert [ran(), ran()] == [1, 0]
    monkeypatch.setenv("COLUMNS", "40")
    assert [ran(), ran()] == [1, 0]
    (nowhere / "aggregator.toml").write_text("port = 1\n", encoding="utf-8")
    assert [ran(), ran()] == [1, 0]
    worker.file.unlink()
    assert [ran(), ran()] == [1, 0]
    monkeypatch.setattr(kept, "program", lambda: "another release")
    assert [ran(), ran()] == [1, 0]
    elsewhere = tmp_path / "own.toml"
    elsewhere.write_text(f'cache = "{nowhere}/build/cache"\n', encoding="utf-8")
    assert [ran(config=elsewhere), ran(config=elsewhere)] == [1, 0]


def test_a_file_that_changes_while_it_is_read_is_read_again(worker: Worker) -> None:
    class Saving(Worker):
        def __call__(self, reads: Reads) -> None:
            super().__call__(reads)
            self.file.write_text(f"saved {self.ran}", encoding="utf-8")

    saving = Saving(worker.file)
    ask(saving)
    ask(saving)
    assert saving.ran == 2


def test_a_failure_that_may_pass_is_not_remembered(worker: Worker) -> None:
    class Hurried(Worker):
        def __call__(self, reads: Reads) -> None:
            super().__call__(reads)
            reads.uncertain()

    hurried = Hurried(worker.file)
    ask(hurried)
    ask(hurried)
    assert hurried.ran == 2


def test_what_was_raised_is_raised_again(worker: Worker) -> None:
    class Failing(Worker):
        def __call__(self, reads: Reads) -> None:
            super().__call__(reads)
            raise CommandFailed("not so")

    failing = Failing(worker.file)
    for _ in range(2):
        with pytest.raises(CommandFailed):
            again("noun", (), None, failing)
    assert failing.ran == 2


@pytest.mark.parametrize("spoilt", ["", "{}", "hash\n{}\n", None])
def test_a_file_that_is_spoilt_or_foreign_costs_time_alone(
    worker: Worker, nowhere: Path, capsys: pytest.CaptureFixture[str], spoilt: str | None
) -> None:
    ask(worker)
    file = nowhere / "build" / "cache" / FILE
    whole = file.read_text(encoding="ascii")
    file.write_text(whole.replace("one", "own") if spoilt is None else spoilt, encoding="ascii")
    assert ask(worker) == 0
    assert (worker.ran, ask(worker), worker.ran) == (2, 0, 2)
    assert capsys.readouterr().out == "one ä\n" * 3


def test_a_folder_that_cannot_be_written_costs_time_alone(worker: Worker, nowhere: Path) -> None:
    (nowhere / "build").write_text("a file stands here", encoding="utf-8")
    assert [ask(worker), ask(worker)] == [0, 0]
    assert worker.ran == 2
