"""The demo's own cards: those of the repository, which an installed package has with it."""

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from shutil import copytree

import aggregator

FOLDERS = ("cards", "graphql")


def copy_cards(home: Path) -> tuple[Path, Path]:
    """Copy cards and what they share into `home`; give both folders. What is there already stays.

    A copy, because the demo invites to edit them.
    """
    for name in FOLDERS:
        if not (home / name).exists():
            copytree(str(_own(name)), home / name)
    cards, graphql = (home / name for name in FOLDERS)
    return cards, graphql


def own_cards() -> Path:
    """Give the folder of the demo's own cards."""
    return Path(str(_own("cards")))


def _own(name: str) -> Traversable:
    packaged = files("aggregator.demo") / "home" / name
    # Installed from the repository, to be worked on, the package has no copy.
    return packaged if packaged.is_dir() else Path(aggregator.__file__).parents[1] / name
