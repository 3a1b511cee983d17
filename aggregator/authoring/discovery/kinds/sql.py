"""The catalogue of a database, PostgreSQL or SQLite, in a session that can only read."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit, urlunsplit

from aggregator.authoring.discovery.catalogue import Catalogue, CatalogueTable, Column
from aggregator.authoring.discovery.document import Whereabouts
from aggregator.authoring.discovery.found import (
    MAX_FIELDS,
    DiscoveredField,
    DiscoveryError,
    FoundObject,
    FoundSystem,
)
from aggregator.authoring.discovery.guesses import counted_moment, moment_of, with_money
from aggregator.authoring.discovery.json_values import fields_of
from aggregator.authoring.discovery.naming import singular, step
from aggregator.authoring.discovery.postgres_catalogue import postgres_catalogue
from aggregator.authoring.discovery.sql_statements import lookups_of, select_some
from aggregator.authoring.discovery.sqlite_catalogue import sqlite_catalogue
from aggregator.domain.errors import SettingsError
from aggregator.upstream.sql.address import DatabaseAddress, database_at
from aggregator.upstream.sql.postgres import PostgresRows
from aggregator.upstream.sql.rows import Rows, RowsFailed
from aggregator.upstream.sql.sqlite import SqliteRows

SAMPLED = 50
"""Rows that are read of a table with --sample, and tables of which some are."""

_NAME = "the database"
_SAMPLED_KINDS = ("unknown", "text")
_FIXES = {
    "unavailable": "is it there, and may this machine connect?",
    "no-login": "--user and --password of a user who may log in",
    "no-database": "the database's name in the address",
    "refused": "--user and --password of a user who may read it",
    "late": "more by --seconds",
    "malformed": "is it a database?",
}


async def discover(at: Whereabouts) -> FoundSystem:
    """Read a catalogue. Raises DiscoveryError."""
    address, url = _address(at)
    try:
        if address.file is not None:
            return await _sqlite(at, address.file, url)
        return await _postgres(at, address, url)
    except RowsFailed as failed:
        shown = address.file or f"{address.host}:{address.port}/{address.database}"
        raise DiscoveryError(
            f"{shown} cannot be read: {failed}. Fix: {_FIXES[failed.kind]}"
        ) from None


async def _sqlite(at: Whereabouts, file: str, url: str) -> FoundSystem:
    rows = SqliteRows(file, catalogue=True)
    catalogue = await sqlite_catalogue(rows)
    objects = await _objects(catalogue, rows, at, sqlite=True)
    of = f"{Path(file).name}, an SQLite database"
    return FoundSystem("", of, objects, authentication="none", category="database", source_url=url)


async def _postgres(at: Whereabouts, address: DatabaseAddress, url: str) -> FoundSystem:
    rows = PostgresRows(address, 1, at.seconds)
    try:
        catalogue = await postgres_catalogue(rows)
        objects = await _objects(catalogue, rows, at, sqlite=False)
    finally:
        await rows.close()
    of = f"{address.database}, a PostgreSQL database"
    return FoundSystem("", of, objects, authentication="basic", category="database", source_url=url)


def _address(at: Whereabouts) -> tuple[DatabaseAddress, str]:
    """Read where it is, and write it as a source's url: a user in it is taken out of it."""
    where = at.where
    if not re.match(r"(postgres|postgresql|sqlite)://", where):
        file = where.removeprefix("file:")
        if "://" in where or not file:
            raise DiscoveryError("No such database is read. Fix: postgresql://host/name or a file")
        where = f"sqlite:///{file}"
    try:
        parts = urlsplit(where)
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        bare = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
        if where.startswith("sqlite:"):
            bare = where
        address = database_at(_NAME, bare, at.user or user, at.password or password)
    except (ValueError, SettingsError) as error:
        why = error.message if isinstance(error, SettingsError) else "it is no address"
        raise DiscoveryError(f"{why}. Fix: postgresql://host:5432/name, or a file") from None
    if address.file is not None:
        if not Path(address.file).is_file():
            raise DiscoveryError(
                f"{address.file} is not there. Fix: an SQLite file, or postgresql://host/name"
            )
        return address, f"sqlite:///{Path(address.file).resolve()}"
    return address, bare


async def _objects(
    catalogue: Catalogue, rows: Rows, at: Whereabouts, *, sqlite: bool
) -> tuple[FoundObject, ...]:
    names = _names(catalogue)
    found = []
    for number, table in enumerate(catalogue.values()):
        if not table.name.isprintable() or not table.schema.isprintable():
            continue
        given = await _sample(table, rows) if at.sample and number < SAMPLED else []
        fields, left = _fields(table.columns.values(), given, sqlite=sqlite)
        if not fields:
            continue
        primary = table.primary[0] if len(table.primary) == 1 else None
        id_ = _id(table, fields, primary)
        columns = [each.name for each in fields]
        lookups = tuple(lookups_of(table, columns, catalogue))
        if not lookups:
            continue
        found.append(
            FoundObject(
                name=names[table.id],
                singular=singular(table.name),
                fields=tuple(with_money([each for each in fields if each.name != primary])),
                id=id_,
                lookups=lookups,
                says=table.says,
                left_out=left,
            )
        )
    return tuple(found)


def _names(catalogue: Catalogue) -> Mapping[tuple[str, str], str]:
    """Name tables, with their schema where a name is there twice."""
    seen: set[str] = set()
    names: dict[tuple[str, str], str] = {}
    for schema, table in catalogue:
        names[schema, table] = f"{schema}.{table}" if table in seen else table
        seen.add(table)
    return names


def _id(
    table: CatalogueTable, fields: Sequence[DiscoveredField], primary: str | None
) -> DiscoveredField | None:
    one = next((each for each in fields if each.name == primary), None)
    if one is not None or len(table.primary) < 2:
        return one
    by_name = {each.name: each for each in fields}
    if any(each not in by_name for each in table.primary):
        return None
    each = ", ".join(f"to_string({step(name)})" for name in table.primary)
    path = f"join('-', [{each}])"
    return DiscoveredField("id", path, "text", note="its key is several columns")


async def _sample(table: CatalogueTable, rows: Rows) -> Sequence[Mapping[str, Any]]:
    columns = list(table.columns)[:MAX_FIELDS]
    return await rows.fetch(select_some(table, columns), {"most": SAMPLED}, SAMPLED)


def _fields(
    columns: Iterable[Column], rows: Sequence[Mapping[str, Any]], *, sqlite: bool
) -> tuple[list[DiscoveredField], int]:
    sampled = {each.name: each for each in fields_of(rows)[0]}
    found: list[DiscoveredField] = []
    left = 0
    for column in columns:
        one = _field(column, sampled.get(column.name), sqlite=sqlite)
        if one is None or len(found) >= MAX_FIELDS or not column.name.isprintable():
            left += 1
        else:
            found.append(one)
    return found, left


def _field(
    column: Column, sampled: DiscoveredField | None, *, sqlite: bool
) -> DiscoveredField | None:
    path = step(column.name)
    kind = column.kind
    if sampled is not None and kind in (None, *_SAMPLED_KINDS) and sampled.kind != "unknown":
        return replace(sampled, says=column.says, note="by its rows")
    if kind is None:
        return None
    base = DiscoveredField(column.name, path, kind, column.many, column.says, words=column.words)
    if kind == "boolean" and sqlite:  # which has 0 and 1 for them
        return replace(base, path=f"{path} && {path} == `1`")
    if kind == "bigint" and moment_of(column.name):
        return counted_moment(base)
    if kind == "unknown":
        return replace(base, note="its column is declared without a type; --sample reads some rows")
    return base
