"""What a customer asked, and where that stands."""

import enum
from datetime import datetime

import strawberry

from aggregator.schema.fields import FromSource
from aggregator.schema.scalars import UrlText


@strawberry.enum(description="Where a ticket stands.")
class TicketStatus(enum.Enum):
    NEW = strawberry.enum_value("NEW", description="Nobody has looked at it.")
    OPEN = strawberry.enum_value("OPEN", description="Somebody of ours works on it.")
    PENDING = strawberry.enum_value("PENDING", description="The customer must answer.")
    SOLVED = strawberry.enum_value("SOLVED", description="Answered.")
    CLOSED = strawberry.enum_value("CLOSED", description="Answered, and no longer reopened.")


@strawberry.enum(description="How urgent a ticket is.")
class TicketPriority(enum.Enum):
    LOW = "LOW"
    NORMAL = "NORMAL"
    HIGH = "HIGH"
    URGENT = "URGENT"


@strawberry.enum(description="The way a conversation is held.")
class ConversationChannel(enum.Enum):
    EMAIL = "EMAIL"
    CHAT = "CHAT"
    PHONE = "PHONE"


@strawberry.type(description="A request of a customer that somebody works on.")
class Ticket(FromSource):
    subject: str | None = strawberry.field(description="What it is about.")
    status: TicketStatus | None = strawberry.field(description="Where it stands.")
    priority: TicketPriority | None = strawberry.field(description="How urgent it is.")
    assignee: str | None = strawberry.field(description="Who works on it.")
    created_at: datetime | None = strawberry.field(description="When it was opened.")
    updated_at: datetime | None = strawberry.field(description="When it last changed.")
    url: UrlText | None = strawberry.field(description="Where to see it in its own system.")


@strawberry.type(description="An exchange of messages with a customer.")
class Conversation(FromSource):
    subject: str | None = strawberry.field(description="What it is about.")
    channel: ConversationChannel | None = strawberry.field(description="The way it is held.")
    preview: str | None = strawberry.field(description="How the last message begins.")
    messages: int | None = strawberry.field(description="How many messages it has.")
    last_message_at: datetime | None = strawberry.field(description="When the last one came.")
    url: UrlText | None = strawberry.field(description="Where to read it in its own system.")
