"""What mutations take and give: their arguments with a description each, inputs and results."""

from enum import Enum
from typing import Annotated

import strawberry

Reason = Annotated[
    str | None, strawberry.argument(description="Why; the customer's history keeps it.")
]
PreviewWish = Annotated[
    bool, strawberry.argument(description="Say what it would come to; changes nothing.")
]
CustomerId = Annotated[
    strawberry.ID, strawberry.argument(description="The directory's id of the customer.")
]
KeyKind = Annotated[
    str, strawberry.argument(description="`email`, `phone`, `external_id`, `billing.customer`...")
]
KeyValue = Annotated[str, strawberry.argument(description="The id, the address or the number.")]
SaidBy = Annotated[
    str,
    strawberry.argument(description="Whose word it is; it replaces what the same one said before."),
]
MergeInto = Annotated[strawberry.ID, strawberry.argument(description="Who stays.")]
ForceWish = Annotated[
    bool,
    strawberry.argument(
        description="Merge although both have an id in one source, or were decided to be different."
    ),
]
MergeNumber = Annotated[
    int | None,
    strawberry.argument(description="Number of the merge to take back; null: the last one."),
]
NeverWish = Annotated[
    bool, strawberry.argument(description="Remember, too, that they never are one person.")
]
OtherId = Annotated[strawberry.ID, strawberry.argument(description="The other customer's id.")]


@strawberry.enum(description="What is decided of two customers.")
class CustomersAre(Enum):
    SAME = strawberry.enum_value("same", description="They are one person.")
    DIFFERENT = strawberry.enum_value("different", description="They never are one person.")


@strawberry.input(description="An id in a source.")
class SourceKeyInput:
    kind: str = strawberry.field(description="The source and the kind of id: `billing.customer`.")
    value: str = strawberry.field(description="The id.")


@strawberry.input(description="What is said of one customer; what is left out says nothing.")
class CustomerInput:
    external_id: str | None = strawberry.field(default=None, description="In your backend.")
    plain_id: str | None = strawberry.field(default=None, description="In Plain.")
    email: str | None = strawberry.field(default=None, description="The e-mail address.")
    phone: str | None = strawberry.field(default=None, description="With + and the country.")
    name: str | None = strawberry.field(default=None, description="The name that is shown.")
    account_external_id: str | None = strawberry.field(
        default=None, description="The account they belong to, by its id in your backend."
    )
    keys: list[SourceKeyInput] | None = strawberry.field(
        default=None, description="Their ids in the sources."
    )


@strawberry.input(description="To whom a later edit belongs.")
class EditAnswer:
    event: int = strawberry.field(description="The edit's number.")
    id: strawberry.ID = strawberry.field(description="One of the two.")


@strawberry.type(description="What became of a customer that was said.")
class UpsertResult:
    state: str = strawberry.field(description="created, updated, unchanged, conflict or refused.")
    id: strawberry.ID | None = strawberry.field(description="The customer's id.")
    matched_by: str | None = strawberry.field(description="By which value they were found.")
    code: str | None = strawberry.field(description="Why they were not taken.")
    message: str | None = strawberry.field(description="The same, and what to do.")


@strawberry.type(description="A value that is shown of a customer.")
class ShownValue:
    name: str = strawberry.field(description="`email`, `billing.customer`...")
    value: str = strawberry.field(description="The value.")


@strawberry.type(description="Both have an id of this name, and not the same.")
class IdConflict:
    name: str = strawberry.field(description="`billing.customer`, `external_id`...")
    kept: str = strawberry.field(description="Of who stays.")
    merged: str = strawberry.field(description="Of who is merged.")


@strawberry.type(description="What merging came to, or would come to.")
class MergeResult:
    kept_id: strawberry.ID = strawberry.field(description="Who stays.")
    merged_id: strawberry.ID = strawberry.field(description="Whose id means them from then on.")
    event: int | None = strawberry.field(description="The event's number; null: a preview.")
    follows: list[strawberry.ID] = strawberry.field(description="All ids that lead there then.")
    shown: list[ShownValue] = strawberry.field(description="What is then shown of them.")
    conflicts: list[IdConflict] = strawberry.field(description="Two ids in one source.")
    different: str | None = strawberry.field(
        description="Why they were decided to be never the same; null: they were not."
    )


@strawberry.type(description="A later edit that named both, or the merged one alone.")
class LaterEdit:
    event: int = strawberry.field(description="Its number.")
    kind: str = strawberry.field(description="What it was: upsert, link, merge...")
    at: str = strawberry.field(description="When, ISO 8601.")
    actor: str = strawberry.field(description="Who did it.")
    says: list[str] = strawberry.field(description="What it says.")
    given_to: strawberry.ID = strawberry.field(description="Whose it is without an answer.")
    instead: strawberry.ID = strawberry.field(description="Whose else it can be.")


@strawberry.type(description="What telling two apart came to, or would come to.")
class UnmergeResult:
    merge: int = strawberry.field(description="Number of the merge that is taken back.")
    event: int | None = strawberry.field(description="The event's number; null: a preview.")
    kept_id: strawberry.ID = strawberry.field(description="Who had stayed.")
    kept: list[ShownValue] = strawberry.field(description="What is then shown of them.")
    apart_id: strawberry.ID = strawberry.field(description="Who had been merged.")
    apart: list[ShownValue] = strawberry.field(description="What is then shown of them.")
    choices: list[LaterEdit] = strawberry.field(description="Later edits that may be either's.")
    removed: list[strawberry.ID] = strawberry.field(
        description="Ids of which nothing is left: their import was undone meanwhile."
    )


@strawberry.type(description="Who was erased.")
class EraseResult:
    ids: list[strawberry.ID] = strawberry.field(description="Every id they had here.")
    values: int = strawberry.field(description="How many values are gone.")
    under_way: list[str] = strawberry.field(
        description="Imports and pulls that are not ended: what they have not read yet may name "
        "them. Erase them once more then."
    )


SaidCustomer = Annotated[
    CustomerInput, strawberry.argument(description="Who they are, and what is said of them.")
]
EditAnswers = Annotated[
    list[EditAnswer] | None,
    strawberry.argument(description="To whom each later edit belongs that may be either's."),
]
TwoCustomers = Annotated[CustomersAre, strawberry.argument(description="What the two are.")]
