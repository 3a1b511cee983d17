"""Rules for `types.graphql`, found while connectors are read (aggregator/connectors).

A connector with such a finding is not connected, the remarks excepted; while serving, one that was
right goes on as it was.
"""

from aggregator.lint.description import Description

OF_TYPES = (
    Description.of(
        "types-circle",
        """Objects inside a record hold each other without end.

        A type without an `id` is a part of its record: the mapping says where each of its fields
        is, and no mapping is endless. Leave out the field that leads back; or give the type an
        `id: ID!`, then a lookup provides it, and it may lead anywhere.
        """,
    ),
    Description.of(
        "types-core",
        """What the schema has of itself is not replaced, and not everything can be extended.

        `extend type Contact { lifecycleStage: String }` adds a field to a type; a field that is
        there already, or a type of that name, stays what it is, as cards of others rely on it.
        Customer, Thread and what lookups provide can be extended: Query, Tenant and the pages of
        lists cannot, as no connector fills them.
        """,
    ),
    Description.of(
        "types-id",
        """A type whose objects are found by a lookup needs the field `id: ID!`.

        The `id` is what the record is known by in its system; the schema adds `source`, the name
        of the source. A type without an `id` is a part of a record, such as the lines of an
        invoice, and can stand on a record only. An extension cannot add an `id`.
        """,
    ),
    Description.of(
        "types-kind",
        """Something is declared that is not read here.

        A `types.graphql` holds `type`, `enum` and `extend type`, with descriptions and
        `@deprecated(reason: "...")`. There are no interfaces, unions, inputs, scalars, directives
        and schema definitions, no lists of lists, and no arguments: a list that a lookup provides
        has `first` by itself.
        """,
    ),
    Description.of(
        "types-name",
        """A name is not used here: it is taken, unsafe, or not written as the schema's are.

        Types are called as FleetVehicle, fields as startedAt, the words of enums as PAST_DUE. The
        names become words of Python in generated types and in Python cards, so `class`, `from` and
        their like are none; `source` and `keys` are taken.
        """,
    ),
    Description.of(
        "types-nobody",
        """A field stands where nobody can fill it.

        A Customer and a Thread are no records of a system: their fields are types with an `id`,
        which a lookup provides. A part of a record (a type without an `id`) holds no keys to ask
        by, so a field of it is a value or another part.
        """,
    ),
    Description.of(
        "types-null",
        """A field other than `id` may be null, and so may the items of a list.

        A value that cannot be read, and a source that does not answer, cost their own field. With
        `!` they would take along everything around it, in each card that selects it. Leave it out.
        """,
    ),
    Description.of(
        "types-todo",
        """The type of a drafted field is still TODO: it could not be known.

        `aggregator connectors discover` leaves these where a document says no type, or samples have
        nothing there. The documentation of the system says what it is. Written as `String` it is
        shown as it comes; a number, a moment or an amount of money has a `transform` in
        connector.yaml too.
        """,
    ),
    Description.of(
        "types-twice",
        """A type or a field is declared twice.

        One connector owns a type. Others provide it without declaring it: `provides:
        Customer.fleet` in their `connector.yaml` is enough. The same declaration in two connectors
        is no mistake, two that differ are.
        """,
    ),
    Description.of(
        "types-unfilled",
        """No lookup fills what is declared: on a card it would be null for ever.

        A field whose type has an `id` is provided (`provides: Customer.fleet`); any other is among
        the `fields` of a lookup that provides its type. The connector is used all the same.
        """,
        serves=True,
    ),
    Description.of(
        "types-unknown",
        """There is no type of that name that a field could be of, or that could be extended.

        Fields are of the types of the schema (String, Int, Float, Boolean, ID, BigInt, DateTime,
        Money, URL, Email, Markdown, its enums and what lookups provide) and of those that a
        connector declares.
        """,
    ),
)
