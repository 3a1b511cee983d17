"""The names a card begins with: its key, its operation, its title, its team."""

import difflib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from aggregator.language.folder import look_at
from aggregator.lint.rules import invalid_key
from aggregator.mapping.formatters import name_in_words

_TEAM = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")


class ScaffoldError(ValueError):
    """A card cannot begin that way; the message says why and the fix."""


def check_key(key: str, taken: Mapping[str, Path]) -> None:
    """Refuse what is no card's key, or is one already. Raises ScaffoldError."""
    wrong = invalid_key.wrong(key)
    if wrong is not None:
        said, meant = wrong
        fix = f'Did you mean "{meant[0]}"?' if meant else "Fix: for example renewal-date"
        raise ScaffoldError(f"{said.replace('rename the file to', 'it is')}. {fix}")
    if key in taken:
        raise ScaffoldError(f"{taken[key]} has the key {key} already. Fix: another key")


def check_team(team: str, known: Iterable[str]) -> None:
    """Refuse what is no team's name, or looks like a slip. Raises ScaffoldError."""
    if not _TEAM.fullmatch(team):
        meant = re.sub(r"[^A-Za-z0-9_-]+", "-", team).strip("-_").lower()
        fix = f'Did you mean "{meant}"?' if meant else "Fix: for example billing"
        raise ScaffoldError(f'"{team}" cannot be a folder: letters, digits, - and _. {fix}')
    slip = slip_of(team, known)
    if slip is not None:
        raise ScaffoldError(
            f'There is no team {team}. Did you mean "{slip}"? Fix: make its folder first if not'
        )


def slip_of(word: str, known: Iterable[str]) -> str | None:
    """Give the known name that `word` seems to be a slip of."""
    names = list(known)
    close = difflib.get_close_matches(word, names, n=1) if word not in names else []
    return close[0] if close else None


def known_cards(folder: Path) -> dict[str, Path]:
    """Key -> file, of the cards there are."""
    return {card.path.stem: card.path for card in look_at(folder).cards}


def known_teams(folder: Path) -> list[str]:
    """List the teams that have a folder."""
    if not folder.is_dir():
        return []
    return sorted(each.name for each in folder.iterdir() if each.is_dir() and each.name[0] != ".")


def operation_name(key: str) -> str:
    """Name a card's operation as its key: renewal-date -> RenewalDate."""
    name = "".join(word[:1].upper() + word[1:] for word in re.split(r"[-_]+", key))
    return name if name[:1].isalpha() else f"Card{name}"


def title_of(key: str) -> str:
    """Give a card the title its key says: renewal-date -> Renewal date."""
    return name_in_words(key.replace("-", "_")) or key
