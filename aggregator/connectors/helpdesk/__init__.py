"""The helpdesk: tickets and conversations over REST; ids separated by commas.

A person's tickets take two steps: the user's record lists the ids, newest first.
"""

from aggregator.domain.lookup import (
    Authentication,
    Connector,
    From,
    IdsParam,
    Lookup,
    Request,
)

_USER = Lookup(
    name="user",
    key="user",
    request=Request("GET", "/api/v2/users/show_many"),
    batch=IdsParam("ids", max=100, style="comma"),
    records="users",
    match="id",
    keys={"ticket": "ticket_ids"},
    fields={"id": From("id", "text")},
)

_TICKETS = Lookup(
    name="tickets",
    provides=("Customer.tickets", "Thread.ticket"),
    via={"Customer.tickets": "user"},
    key="ticket",
    request=Request("GET", "/api/v2/tickets/show_many"),
    batch=IdsParam("ids", max=100, style="comma"),
    records="tickets",
    match="id",
    fields={
        "id": From("id", "text"),
        "subject": From("subject", "text"),
        "status": From(
            "status",
            table={
                "new": "NEW",
                "open": "OPEN",
                "pending": "PENDING",
                "solved": "SOLVED",
                "closed": "CLOSED",
            },
        ),
        "priority": From(
            "priority",
            table={"low": "LOW", "normal": "NORMAL", "high": "HIGH", "urgent": "URGENT"},
        ),
        "assignee": From("assignee_name", "trim"),
        "created_at": From("created_at", "datetime"),
        "updated_at": From("updated_at", "datetime"),
        "url": From("url", "url", on_error="null"),
    },
)

_CONVERSATIONS = Lookup(
    name="conversations",
    provides=("Customer.conversations",),
    key="user",
    request=Request("GET", "/api/v2/conversations"),
    batch=IdsParam("user_ids", max=100, style="comma"),
    records="conversations",
    match="user_id",
    many=True,
    per_key="per_user",
    fields={
        "id": From("id", "text"),
        "subject": From("subject", "trim"),
        "channel": From("channel", table={"email": "EMAIL", "chat": "CHAT", "voice": "PHONE"}),
        "preview": From("preview", "trim"),
        "messages": From("message_count", "int"),
        "last_message_at": From("last_message_at", "datetime"),
        "url": From("url", "url", on_error="null"),
    },
)

CONNECTOR = Connector(
    key="helpdesk",
    words="Helpdesk",
    category="helpdesk",
    authentication=Authentication("basic"),
    lookups=(_USER, _TICKETS, _CONVERSATIONS),
)
