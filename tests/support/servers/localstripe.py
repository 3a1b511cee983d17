"""localstripe: Stripe's API for customers, plans, subscriptions and paid invoices."""

import contextlib
import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests.support.servers.counting import Counted, counted
from tests.support.servers.environment import environment
from tests.support.servers.process import serving

KEY = "sk_test_of_the_tests"
CARD = {"number": "4242424242424242", "exp_month": "12", "exp_year": "2040", "cvc": "123"}


class LocalStripe:
    """A running one, empty at first; `stripe.forget()` begins a new count."""

    def __init__(self, stripe: Counted, direct: str) -> None:
        self.stripe = stripe
        self._direct = direct

    def clear(self) -> None:
        """Take out all that was seeded, and the count."""
        self._send("DELETE", "/_config/data")
        self.stripe.forget()

    def plan(self, name: str, amount: int, currency: str, interval: str = "month") -> str:
        """Make a plan (`amount` in minor units) and give its id."""
        product = self._post("/v1/products", name=name, type="service")["id"]
        values = {"amount": amount, "currency": currency, "interval": interval}
        return str(self._post("/v1/plans", product=product, nickname=name, **values)["id"])

    def customer(self, email: str, name: str = "") -> str:
        return str(self._post("/v1/customers", email=email, name=name or email)["id"])

    def subscribe(self, customer: str, plan: str, quantity: int = 1) -> str:
        """Buy a plan with a card that pays; its first invoice is paid at once."""
        card = {f"card[{name}]": value for name, value in CARD.items()}
        source = self._post("/v1/tokens", **card)["id"]
        self._post(f"/v1/customers/{customer}/sources", source=source)
        items = {"items[0][plan]": plan, "items[0][quantity]": quantity}
        return str(self._post("/v1/subscriptions", customer=customer, **items)["id"])

    def _post(self, path: str, **values: Any) -> Any:
        return self._send("POST", path, urlencode(values).encode())

    def _send(self, method: str, path: str, body: bytes | None = None) -> Any:
        request = urllib.request.Request(self._direct + path, body, method=method)  # noqa: S310 our own http address
        request.add_header("Authorization", f"Bearer {KEY}")
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 our own http address
            said = answer.read()
        return json.loads(said) if said else None


@contextlib.contextmanager
def running_localstripe(folder: Path) -> Iterator[LocalStripe]:
    """Start one whose log lies in `folder`."""
    made = environment("localstripe")
    start = [str(made.python), str(made.folder / "start.py")]
    log = folder / "localstripe.log"
    with (
        serving(lambda number: [*start, str(number)], log, "/v1/customers") as direct,
        counted(direct) as stripe,
    ):
        yield LocalStripe(stripe, direct)
