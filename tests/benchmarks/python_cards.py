"""What drawing a card in Python takes, beside the same card drawn by its layout; and runaway code.

A card that never ends holds the event loop until it is stopped; then it is left alone.
"""

import time

from aggregator.render.card import CompiledCard
from tests.support.python_cards import compiled, draw, script
from tests.support.rendering import customer
from tests.support.subjects import table

TIMES = 2_000
INVOICES = [
    {"number": f"INV-{number}", "total": "129.00 USD", "status": "PAID"} for number in range(3)
]
LAYOUT = """
    name @row(label: "Name")
    subscription { status }
    invoices(first: 3) @each @row { number @main total @aside status @aside }
"""
PYTHON = """
return Card(
    row("Name", customer.name),
    *(row([it.number], it.total and card.money(it.total), badge(card.words(it.status)))
      for it in customer.invoices or ()),
)
""".strip()


def run() -> None:
    """Print a line for each way."""
    rows = [
        ("layout", _microseconds(customer(LAYOUT), TIMES)),
        ("Python", _microseconds(compiled(script(PYTHON)), TIMES)),
    ]
    endless = compiled(script("while True:\n    pass"))
    rows.append(("Python that never ends, first", _microseconds(endless, 1)))
    rows.append(("Python that never ends, then", _microseconds(endless, TIMES)))
    table(("card", "us a drawing"), rows)


def _microseconds(card: CompiledCard, times: int) -> str:
    began = time.perf_counter()
    for _ in range(times):
        draw(card, {"invoices": INVOICES})
    return f"{(time.perf_counter() - began) / times * 1e6:,.0f}"
