"""Migrations, run by the program itself: no alembic.ini, nothing outside the package."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from aggregator.domain.errors import SettingsError
from aggregator.store import postgres

_FOLDER = Path(__file__).parent / "migrations"


def configuration(connection: Connection | None = None) -> Config:
    """Alembic's configuration for our migrations, run on `connection`'s open transaction."""
    config = Config()
    # Alembic's options are interpolated: a % in a path is written twice.
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def upgrade(connection: Connection) -> None:
    """Run what is missing inside the caller's write transaction: all of it, or nothing.

    Whoever starts second waits for that transaction, then finds nothing left to do.
    """
    if connection.dialect.name == "postgresql":
        postgres.lock_migration(connection)
    config = configuration(connection)
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    applied = set(MigrationContext.configure(connection).get_current_heads())
    if unknown := applied - known:
        raise SettingsError(
            f"The database of database_url was written by a newer version (its revision "
            f"{', '.join(sorted(unknown))} is not known here). Fix: start that version, or name "
            "another database.",
            key="database_url",
        )
    command.upgrade(config, "head")
