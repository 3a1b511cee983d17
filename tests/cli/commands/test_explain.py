"""`aggregator explain`: codes explained, and guessed."""

from aggregator.lint.registry import all_rules
from tests.support.command import Command


def test_a_code_is_explained(command: Command) -> None:
    done = command("explain", "unknown-path")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("unknown-path (error: ")
    assert "Wrong:\n    " in done.out
    assert "Right:\n    " in done.out


def test_alone_it_lists_every_code(command: Command) -> None:
    done = command("explain")
    assert [line.split()[0] for line in done.out.splitlines()] == list(all_rules())


def test_a_misspelt_code_is_guessed_in_one_line(command: Command) -> None:
    done = command("explain", "unknown-pth")
    assert done.code == 2
    assert done.err.startswith(
        'aggregator: There is no finding "unknown-pth": did you mean unknown-path'
    )
    assert len(done.err.splitlines()) == 1


def test_a_code_that_nobody_could_mean_says_where_all_are(command: Command) -> None:
    done = command("explain", "zzzz")
    assert (done.code, done.out) == (2, "")
    assert "aggregator explain lists all" in done.err


def test_the_page_is_printed_whole(command: Command) -> None:
    done = command("explain", "--markdown")
    assert done.out.count("\n## ") == len(all_rules())
    assert command("explain", "--markdown", "unknown-path").code == 2
