"""A connector with types of its own: a fleet of vehicles, beside what the schema has."""

from pathlib import Path

from aggregator.language.diagnostics import Diagnostic
from aggregator.world import World, build_world

TYPES = """\
"How a vehicle runs."
enum Drive { ELECTRIC DIESEL }

"The vehicles of a customer, as a whole."
type Fleet {
  "Its number."
  id: ID!
  name: String
  value: Money
  size: Int
  since: DateTime
  tags: [String]
  base: Base
  vehicles: [Vehicle]
}

type Base { city: String, doors: [Door] }
type Door { width: Float }

type Vehicle { id: ID!, plate: String, drive: Drive, fleet: Fleet }

extend type Customer {
  "What they drive."
  fleet: Fleet
}
extend type Contact { lifecycleStage: String, score: Int }
"""

MANIFEST = """\
name: Garage
authentication: bearer
lookups:
  fleet:
    provides: Customer.fleet
    key: email
    request: GET /fleets
    batch: {style: ids-param, param: email, max: 20}
    records: data
    match: email
    keys: {fleet: id}
    fields:
      id: {path: id, transform: text}
      name: name
      value: {path: value, transform: money, options: {currency: currency}}
      size: size
      since: {path: since, transform: datetime}
      tags: tags
      base: {path: base, fields: {city: city, doors: {path: doors, many: true, fields: {width: w}}}}
  vehicles:
    provides: Fleet.vehicles
    key: fleet
    request: GET /vehicles
    batch: {style: ids-param, param: fleet, max: 20}
    records: data
    match: fleet
    many: true
    keys: {fleet: fleet}
    fields:
      id: {path: id, transform: text}
      plate: plate
      drive: {path: drive, table: {e: ELECTRIC, d: DIESEL}}
  home:
    provides: Vehicle.fleet
    key: fleet
    request: GET /fleets
    batch: {style: ids-param, param: id, max: 20}
    records: data
    match: id
    fields: {id: {path: id, transform: text}, name: name}
  contact:
    provides: Customer.contact
    key: email
    request: GET /people
    batch: {style: ids-param, param: email, max: 20}
    records: data
    match: email
    fields: {id: {path: id, transform: text}, lifecycleStage: stage, score: score}
"""


def write_fleet(
    folder: Path, types: str | None = TYPES, manifest: str = MANIFEST, key: str = "garage"
) -> Path:
    """Write a connector into `folder`; without `types` it declares none. Gives its types' file."""
    mine = folder / key
    mine.mkdir(parents=True, exist_ok=True)
    (mine / "connector.yaml").write_text(manifest)
    file = mine / "types.graphql"
    file.unlink(missing_ok=True)
    if types is not None:
        file.write_text(types)
    return file


def fleet_world(folder: Path, types: str | None = TYPES, manifest: str = MANIFEST) -> World:
    """Build the world of a home with that connector."""
    write_fleet(folder, types, manifest)
    return build_world([folder])


def findings(world: World) -> list[str]:
    """Give each finding's first line, from the file's name on."""
    return [_line(each) for each in world.diagnostics]


def _line(found: Diagnostic) -> str:
    where = f"{Path(found.path).parent.name}/{Path(found.path).name}"
    return f"{where}:{found.line}:{found.column}: {found.message} [{found.code}]"
