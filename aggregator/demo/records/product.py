"""What the product itself knows of a user: usage, seats, feature flags, incidents."""

from typing import Any

from aggregator.demo.data import DemoCustomer, DemoData
from aggregator.demo.personas import ALEX, HOSTILE, HOSTILE_TEMPLATE, PAST_DUE

ProductRecord = dict[str, Any]

_SITE = "https://status.example.com"
_LIMITS = {"free": 1_000, "starter": 10_000, "growth": 100_000, "enterprise": 1_000_000}
_INCLUDED = {"free": 2, "starter": 5, "growth": 25, "enterprise": 100}
_FLAGS = (
    "new-editor",
    "bulk-export",
    "audit-log",
    "ai-summaries",
    "usage-alerts",
    "dark-mode",
    "sso",
    "regional-storage",
)
_TITLES = (
    "Elevated error rate on the API",
    "Delayed webhooks",
    "Search results incomplete",
    "Slow dashboards in Europe",
    "Sign-in failures",
    "Exports stuck in the queue",
)
_SEVERITIES = ("MINOR", "MINOR", "MAJOR", "CRITICAL")


def usage(data: DemoData, customer: DemoCustomer) -> ProductRecord:
    dice = data.dice("usage", customer)
    limit = _LIMITS[customer.account.tier]
    share = min(1.2, max(0.0, dice.gauss(0.5, 0.3)))
    if customer.persona is ALEX:
        share = 0.62
    health = (
        "CRITICAL"
        if customer.persona is PAST_DUE or share > 1.0 or share < 0.02
        else ("WATCH" if share > 0.85 or share < 0.1 else "HEALTHY")
    )
    calls = int(limit * share)
    return {
        "id": f"usg_{customer.external_id}",
        "apiCalls": calls,
        "apiLimit": limit,
        "apiRatio": round(calls / limit, 4),
        "storageRatio": round(dice.random(), 4),
        "lastActiveAt": data.moment(-dice.randint(1, 30), dice.randint(0, 86_399)).isoformat(),
        "periodEndsAt": data.moment(dice.randint(1, 30)).isoformat(),
        "health": health,
    }


def seats(data: DemoData, customer: DemoCustomer) -> ProductRecord:
    dice = data.dice("seats", customer)
    included = _INCLUDED[customer.account.tier]
    used = 14 if customer.persona is ALEX else dice.randint(1, included)
    return {"used": used, "included": included, "ratio": round(used / included, 4)}


def feature_flags(data: DemoData, customer: DemoCustomer) -> list[ProductRecord]:
    """Return the flags that were set for the person, newest first."""
    dice = data.dice("flags", customer)
    chosen = dice.sample(_FLAGS, 5 if customer.persona else dice.randint(0, len(_FLAGS)))
    return [
        {
            "id": f"flag_{key}_{customer.external_id}",
            "user": customer.external_id,
            "key": key,
            "enabled": dice.random() < 0.7,
            "rollout": dice.choice((None, 0.05, 0.5, 1.0)),
        }
        for key in chosen
    ]


def incidents(data: DemoData, customer: DemoCustomer) -> list[ProductRecord]:
    """Return the incidents that touched the person, newest first."""
    dice = data.dice("incidents", customer)
    records: list[ProductRecord] = []
    age = 0
    for place in range(3 if customer.persona else max(0, dice.randint(-2, 3))):
        age += dice.randint(1, 45)
        started = dice.randint(0, 86_399)
        ongoing = place == 0 and age < 8
        identity = f"inc_{customer.index + 1}_{place + 1}"
        title = HOSTILE_TEMPLATE if customer.persona is HOSTILE else dice.choice(_TITLES)
        minutes = dice.randint(4, 300)
        records.append(
            {
                "id": identity,
                "user": customer.external_id,
                "title": title,
                "severity": dice.choice(_SEVERITIES),
                "status": dice.choice(("INVESTIGATING", "MONITORING")) if ongoing else "RESOLVED",
                "startedAt": data.moment(-age - 1, started).isoformat(),
                "resolvedAt": (
                    None if ongoing else data.moment(-age - 1, started + 60 * minutes).isoformat()
                ),
                "url": f"{_SITE}/incidents/{identity}",
            }
        )
    return records
