"""The settings that a card's author needs: without pydantic, where they are those of before."""

import os
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from aggregator.domain.errors import SettingsError
from aggregator.kept import Kept, digest, files_stamp, program
from aggregator.settings.fault import SettingFault
from aggregator.settings.place import PREFIX, cache_folder, settings_file
from aggregator.settings.stated import StatedSource

if TYPE_CHECKING:
    from aggregator.settings.model import Settings

FILE: Final = "settings.json"
MOST: Final = 20


@dataclass(frozen=True, slots=True)
class AuthorBudget:
    """As `settings.budget.CheckSettings`."""

    max_lookups: int
    max_exchanges: int
    max_depth: int
    max_lookups_together: int
    max_exchanges_together: int


@dataclass(frozen=True, slots=True)
class AuthorSource:
    """A source: the connector that knows it."""

    connector: str


@dataclass(frozen=True, slots=True)
class AuthorTeam:
    """A team: whom to ask about its cards."""

    contact: str | None


@dataclass(frozen=True, slots=True)
class AuthorSettings:
    """What of `settings.model.Settings` checks and draws cards; none of it is a secret."""

    cards: Path
    graphql: Path
    connectors: tuple[Path, ...]
    cache: Path
    recordings: Path
    locale: str
    currency: str
    time_zone: str
    date_component: bool
    user_component: bool
    sources: Mapping[str, AuthorSource]
    teams: Mapping[str, AuthorTeam]
    check: AuthorBudget
    database: Path | None
    """The directory's file, where it is one of SQLite and no secret says so."""
    workspace_id: str = ""
    """Of the first workspace: by this id the file knows whom it is of. "" without a file."""
    wrong: tuple[SettingFault, ...] = ()
    """What `serve` would refuse of the file, beside what a card's author needs."""
    stated: tuple[StatedSource, ...] = ()


_PATHS: Final = ("cards", "graphql", "cache", "recordings")
_SQLITE: Final = re.compile(r"sqlite(\+aiosqlite)?:///(?P<file>[^?]+)")
_WORDS: Final = ("locale", "currency", "time_zone", "date_component", "user_component")


def author_settings(
    config: Path | None, only: Collection[str], *, cached: bool = True
) -> AuthorSettings:
    """Read the settings as `load_settings` does, or say what it said. Raises SettingsError.

    What was read is kept by the file's content and the variables, as a hash of them.
    """
    file = settings_file(config, os.environ)
    stamp = files_stamp([] if file is None else [file]) if cached else None
    if stamp is None:
        return _read(_written(config, only))
    kept = Kept(cache_folder(config, os.environ) / FILE, program(), MOST)
    question = digest(stamp, str(config), *sorted(only), "", *_variables())
    try:
        return _read(kept.recall(question))
    except (TypeError, KeyError, AttributeError, ValueError):
        written = _written(config, only)
    kept.keep(question, written)
    kept.save()
    return _read(written)


def _written(config: Path | None, only: Collection[str]) -> Mapping[str, Any]:
    written = {**_write(_loaded(config, only)), **_directory(config)}
    stated = [asdict(each) for each in _stated(config)]
    return {**written, "wrong": [list(each) for each in author_faults(config)], "stated": stated}


def _stated(config: Path | None) -> Iterable[StatedSource]:
    from aggregator.settings.stated_sources import sources_in_file  # noqa: PLC0415 -- as below

    file = settings_file(config, os.environ)
    return () if file is None else sources_in_file(file, config, os.environ)


def author_faults(config: Path | None) -> tuple[SettingFault, ...]:
    """Find what is wrong in the settings file. Raises SettingsError when it cannot be read."""
    file = settings_file(config, os.environ)
    if file is None:
        return ()
    from aggregator.settings.wrong import faults_in_file  # noqa: PLC0415 -- this is what is spared

    return tuple(faults_in_file(file, config, os.environ))


def _loaded(config: Path | None, only: Collection[str]) -> "Settings":
    from aggregator.settings.load import load_settings  # noqa: PLC0415 -- this is what is spared

    return load_settings(config, only=only)


def _directory(config: Path | None) -> Mapping[str, Any]:
    """Find the directory's file. None: it is elsewhere, or a secret that is not here says where."""
    from aggregator.settings.load import load_settings  # noqa: PLC0415 -- this is what is spared

    nowhere = {"database": None, "workspace_id": ""}
    try:
        settings = load_settings(config, only=("database_url", "workspace_id"))
    except SettingsError:
        return nowhere
    found = _SQLITE.fullmatch(settings.database_url.get_secret_value())
    if found is None:
        return nowhere
    return {"database": found["file"], "workspace_id": settings.workspace_id}


def _variables() -> list[str]:
    return [f"{name}={text}" for name, text in sorted(os.environ.items()) if _is_ours(name)]


def _is_ours(variable: str) -> bool:
    return variable.upper().startswith(PREFIX)


def _write(settings: "Settings") -> Mapping[str, Any]:
    budget = {name: getattr(settings.check, name) for name in AuthorBudget.__slots__}
    return {
        **{name: str(getattr(settings, name)) for name in _PATHS},
        **{name: getattr(settings, name) for name in _WORDS},
        "connectors": [str(folder) for folder in settings.connectors],
        "sources": {name: each.connector for name, each in settings.sources.items()},
        "teams": {name: each.contact for name, each in settings.teams.items()},
        "check": asdict(AuthorBudget(**budget)),
    }


def _read(written: Mapping[str, Any]) -> AuthorSettings:
    plain: dict[str, Any] = {name: written[name] for name in _WORDS}
    return AuthorSettings(
        cards=Path(written["cards"]),
        graphql=Path(written["graphql"]),
        cache=Path(written["cache"]),
        recordings=Path(written["recordings"]),
        **plain,
        connectors=tuple(map(Path, written["connectors"])),
        sources={name: AuthorSource(key) for name, key in written["sources"].items()},
        teams={name: AuthorTeam(contact) for name, contact in written["teams"].items()},
        check=AuthorBudget(**written["check"]),
        database=None if written["database"] is None else Path(written["database"]),
        workspace_id=written["workspace_id"],
        wrong=tuple(SettingFault(*each) for each in written["wrong"]),
        stated=tuple(map(_source, written["stated"])),
    )


def _source(written: Mapping[str, Any]) -> StatedSource:
    lists = {name: tuple(written[name]) for name in ("place", "credentials")}
    return StatedSource(**{**written, **lists})
