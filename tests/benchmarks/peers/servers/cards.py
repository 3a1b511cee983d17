"""The 25 cards as one writes them by hand: a customer's records in, Plain's components out.

The looks of tests/support/catalog.py, for whoever has all that the cards show. A customer is one
nested dictionary of records as the sources send them, `plan` and `owner` in place of their ids.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

Json = dict[str, Any]

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SIGNS = {"usd": "$", "eur": "\u20ac", "gbp": "\u00a3"}
_CHANNELS = {"email": "Email", "chat": "Chat", "voice": "Phone"}
_HEALTH = {"HEALTHY": "Good", "WATCH": "At risk", "CRITICAL": "Poor"}


def label(code: str) -> str:
    return code.replace("_", " ").capitalize()


def money(amount: int, currency: str) -> str:
    return f"{_SIGNS[currency]}{amount / 100:,.2f}"


def day(moment: datetime) -> str:
    return f"{_MONTHS[moment.month - 1]} {moment.day}, {moment.year}"


def day_of(seconds: int) -> str:
    return day(datetime.fromtimestamp(seconds, UTC))


def minute_of(text: str) -> str:
    moment = datetime.fromisoformat(text)
    hour, half = (moment.hour + 11) % 12 + 1, "AM" if moment.hour < 12 else "PM"
    return f"{day(moment)}, {hour}:{moment.minute:02}\u00a0{half}"


def name_of(record: Json) -> str:
    properties = record["properties"]
    return f"{properties['firstname']} {properties['lastname']}"


def text(value: str) -> Json:
    return {"componentPlainText": {"plainText": value}}


def badge(value: str) -> Json:
    return {"componentBadge": {"badgeLabel": value, "badgeColor": "GREY"}}


def row(main: Json, *aside: Json) -> Json:
    return {"componentRow": {"rowMainContent": [main], "rowAsideContent": list(aside)}}


def labelled(name: str, aside: Json) -> Json:
    main = {"componentText": {"text": name, "textSize": "M", "textColor": "MUTED"}}
    return {"componentRow": {"rowMainContent": [main], "rowAsideContent": [aside]}}


def status(c: Json) -> Json:
    return labelled("Status", badge(label(c["subscription"]["status"])))


def invoices(c: Json, first: int) -> list[Json]:
    found: list[Json] = c["invoices"][:first]
    return found


def tickets(c: Json, first: int) -> list[Json]:
    found: list[Json] = c["tickets"][:first]
    return found


def subjects(c: Json, first: int) -> Iterable[Json]:
    return (row(text(ticket["subject"])) for ticket in tickets(c, first))


def incidents(c: Json, first: int) -> list[Json]:
    found: list[Json] = c["incidents"][:first]
    return found


def company(c: Json) -> Json:
    properties: Json = c["account"]["properties"]
    return properties


def total(invoice: Json, field: str = "total") -> Json:
    return text(money(invoice[field], invoice["currency"]))


CARDS: dict[str, Callable[[Json], list[Json]]] = {
    "card-01": lambda c: [status(c)],
    "card-02": lambda c: [
        labelled("Renews", text(day_of(c["subscription"]["current_period_end"]))),
    ],
    "card-03": lambda c: [labelled("Plan", text(c["subscription"]["plan"]["name"]))],
    "card-04": lambda c: [
        labelled("Seats", text(f"{c['subscription']['quantity']:,}")),
        labelled(
            "Price",
            text(money(c["subscription"]["plan"]["amount"], c["subscription"]["plan"]["currency"])),
        ),
    ],
    "card-05": lambda c: [
        labelled("Includes", text(", ".join(c["subscription"]["plan"]["features"])))
    ],
    "card-06": lambda c: [row(text(each["number"]), total(each)) for each in invoices(c, 1)],
    "card-07": lambda c: [
        row(text(each["number"]), badge(label(each["status"]))) for each in invoices(c, 3)
    ],
    "card-08": lambda c: [
        row(text(day_of(each["created"])), total(each, "amount_due")) for each in invoices(c, 10)
    ],
    "card-09": lambda c: [labelled("Name", text(name_of(c["contact"])))],
    "card-10": lambda c: [
        labelled("Seen", text(minute_of(c["contact"]["properties"]["last_seen_at"]))),
    ],
    "card-11": lambda c: [labelled("Owner", text(name_of(c["contact"]["owner"])))],
    "card-12": lambda c: [labelled("Company", text(company(c)["name"]))],
    "card-13": lambda c: [
        labelled("Tier", badge(label(company(c)["account_tier"]))),
        labelled("Domain", text(company(c)["domain"])),
    ],
    "card-14": lambda c: [
        labelled("Owner", text(name_of(c["account"]["owner"]))),
        labelled("E-mail", text(c["account"]["owner"]["properties"]["email"])),
    ],
    "card-15": lambda c: [
        row(text(each["subject"]), badge(label(each["status"]))) for each in tickets(c, 1)
    ],
    "card-16": lambda c: [
        row(text(each["subject"]), badge(label(each["priority"]))) for each in tickets(c, 5)
    ],
    "card-17": lambda c: [
        row(text(each["subject"]), badge(_CHANNELS[each["channel"]]))
        for each in c["conversations"][:2]
    ],
    "card-18": lambda c: [labelled("API", text(f"{c['usage']['apiRatio']:.0%}"))],
    "card-19": lambda c: [labelled("Health", badge(_HEALTH[c["usage"]["health"]]))],
    "card-20": lambda c: [labelled("Seats", text(f"{c['seats']['used']:,}"))],
    "card-21": lambda c: [
        row(text(each["key"]), text("Yes" if each["enabled"] else "No"))
        for each in c["features"][:3]
    ],
    "card-22": lambda c: [
        row(text(each["title"]), badge(label(each["severity"]))) for each in incidents(c, 2)
    ],
    "card-23": lambda c: [labelled("Name", text(name_of(c["contact"]))), status(c)],
    "card-24": lambda c: [
        labelled("E-mail", text(c["email"])),
        labelled("Calls", text(f"{c['usage']['apiCalls']:,}")),
        *subjects(c, 2),
    ],
    "card-25": lambda c: [
        labelled("Owner", text(name_of(c["account"]["owner"]))),
        labelled("Plan", text(c["subscription"]["plan"]["name"])),
        *(row(text(each["title"])) for each in incidents(c, 1)),
    ],
}
"""A card's key -> what draws it."""

TTL = 60


def failed(key: str) -> Json:
    """The card of whoever could not reach a source."""
    return {"key": key, "timeToLiveSeconds": 15, "components": [text("A source did not answer.")]}
