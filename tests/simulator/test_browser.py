"""A picture by a browser: driven here by a stand-in that keeps what it was told."""

import stat
from pathlib import Path

import pytest

from aggregator.simulator.browser import VARIABLE, WIDTH, BrowserMissing, find, picture

STAND_IN = """#!/bin/sh
echo "$@" >> {log}
for word in "$@"; do
  case "$word" in
    --dump-dom) {dump} ;;
    --screenshot=*) {draw} ;;
  esac
done
"""


def browser(
    folder: Path, dump: str = 'echo "<title>height=321</title>"', draw: str = ""
) -> tuple[str, Path]:
    """A program that answers as Chromium does."""
    log, program = folder / "log", folder / "chromium"
    draw = draw or 'printf PNG > "${word#--screenshot=}"'
    program.write_text(STAND_IN.format(log=log, dump=dump, draw=draw))
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return str(program), log


def test_a_page_is_measured_then_drawn_as_high_as_it_is(tmp_path: Path) -> None:
    program, log = browser(tmp_path)
    picture("<html><body>x</body></html>", tmp_path / "card.png", program)
    assert (tmp_path / "card.png").read_bytes() == b"PNG"
    measured, drawn = log.read_text().splitlines()
    assert "--dump-dom" in measured
    assert f"--window-size={WIDTH},321" in drawn


def test_a_page_that_cannot_be_measured_is_drawn_all_the_same(tmp_path: Path) -> None:
    program, log = browser(tmp_path, dump=":")
    picture("<body></body>", tmp_path / "card.png", program)
    assert f"--window-size={WIDTH},900" in log.read_text().splitlines()[1]


def test_a_browser_that_draws_nothing_or_fails_says_the_fix(tmp_path: Path) -> None:
    program, _ = browser(tmp_path, draw=":")
    with pytest.raises(BrowserMissing, match=f"drew nothing. Fix: .*{VARIABLE}"):
        picture("<body></body>", tmp_path / "card.png", program)
    program, _ = browser(tmp_path, dump="exit 3")
    with pytest.raises(BrowserMissing, match="cannot be run"):
        picture("<body></body>", tmp_path / "card.png", program)


def test_without_a_browser_the_fix_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv(VARIABLE, raising=False)
    assert find() is None
    with pytest.raises(BrowserMissing, match="install one"):
        picture("<body></body>", tmp_path / "card.png")
    monkeypatch.setenv(VARIABLE, "/opt/chrome")
    assert find() == "/opt/chrome"
