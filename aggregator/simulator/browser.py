"""A page as a picture, by whichever Chromium is there."""

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from aggregator.language.files import write_bytes, write_text

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
VARIABLE = "AGGREGATOR_BROWSER"

WIDTH = 408
"""Pixels: a card is 360 wide, with 24 around it."""

_PATIENCE = 60.0
_MEASURE = (
    "<script>document.title = `height=${Math.ceil(document.body.getBoundingClientRect().height)}`"
    "</script></body>"
)
_HEIGHT = re.compile(r"<title>height=(\d+)")


class BrowserMissing(Exception):
    """There is no browser, or it draws nothing; the message says what to do."""


def picture(html: str, target: Path, browser: str | None = None) -> None:
    """Draw a page into the PNG `target`, as high as the page is. Raises BrowserMissing.

    `browser`: its program; else the one that AGGREGATOR_BROWSER names, or the first on the path.
    """
    program = browser or find()
    if program is None:
        raise BrowserMissing(
            "There is no Chromium to draw a picture. Fix: install one (apt-get install chromium), "
            f"or name its program in {VARIABLE}; --html needs none"
        )
    with tempfile.TemporaryDirectory(prefix="aggregator-picture-") as home:
        page = Path(home) / "card.html"
        # Measured with a script, which the page itself neither has nor allows.
        write_text(page, _unguarded(html).replace("</body>", _MEASURE))
        found = _HEIGHT.search(_run(program, home, "--dump-dom", str(page)))
        height = min(int(found[1]), 16_000) if found else 900
        write_text(page, html)
        drawn = Path(home) / "card.png"
        _run(program, home, f"--screenshot={drawn}", str(page), height)
        if not drawn.is_file():
            raise BrowserMissing(f"{program} drew nothing. Fix: name another one in {VARIABLE}")
        write_bytes(target, drawn.read_bytes())


def find() -> str | None:
    """Find a Chromium."""
    named = os.environ.get(VARIABLE)
    return named or next((found for name in NAMES if (found := shutil.which(name))), None)


def _unguarded(html: str) -> str:
    return re.sub(r"<meta http-equiv[^>]*>", "", html)


def _run(program: str, home: str, action: str, page: str, height: int = 900) -> str:
    command = [
        program,
        "--headless",
        "--disable-gpu",
        "--hide-scrollbars",
        "--no-first-run",
        f"--user-data-dir={home}/profile",
        f"--window-size={WIDTH},{height}",
        "--force-device-scale-factor=2",
        *(["--no-sandbox"] if _is_root() else []),
        action,
        f"file://{page}",
    ]
    try:
        done = subprocess.run(  # noqa: S603 -- the browser that its user named or installed
            command, capture_output=True, timeout=_PATIENCE, check=True, text=True
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise BrowserMissing(
            f"{program} cannot be run ({type(error).__name__}). Fix: name another in {VARIABLE}"
        ) from None
    return done.stdout


def _is_root() -> bool:
    """Whether we are root, for whom Chromium has no sandbox; never so on Windows."""
    return hasattr(os, "geteuid") and os.geteuid() == 0
