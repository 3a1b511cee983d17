"""Lists within lists: each level keeps, cuts and counts by itself, and an empty one counts not."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from aggregator.domain.card import Result, Shown
from tests.support.rendering import CONTEXT, customer

LINES = st.lists(
    st.fixed_dictionaries(
        {
            "description": st.sampled_from(["text", "", " ", "\u200b"]),
            "quantity": st.sampled_from([0, 1, 5, None]),
        }
    )
    | st.none(),
    max_size=5,
)
INVOICES = st.lists(
    st.fixed_dictionaries(
        {"status": st.sampled_from(["OPEN", "PAID"]), "lines": LINES | st.none()}
    ),
    max_size=6,
)
BOUNDS = st.none() | st.integers(1, 3)


def expected(
    invoices: list[Any], outer: int | None, inner: int | None, *, filters: tuple[bool, bool]
) -> list[str]:
    """Write what a reader of docs/cards.md would say the card shows, line by line."""
    kept = []
    for invoice in invoices:
        lines = [
            line["description"]
            for line in invoice["lines"] or ()
            if line is not None
            and line["description"].startswith("L")
            and not (filters[1] and line["quantity"] == 0)
        ]
        if lines and not (filters[0] and invoice["status"] != "OPEN"):
            kept.append(lines)
    if not kept:
        return ["0 invoices", "no invoices"]
    said = [f"{len(kept)} invoices"]
    for lines in kept[:outer]:
        said += lines[:inner]
        said += [f"+{len(lines[inner:])} lines"] if inner and lines[inner:] else []
    return said + ([f"+{len(kept[outer:])} invoices"] if outer and kept[outer:] else [])


@given(
    invoices=INVOICES,
    outer=BOUNDS,
    inner=BOUNDS,
    filters=st.tuples(st.booleans(), st.booleans()),
)
def test_both_levels_show_and_count_what_matches(
    invoices: list[Any], outer: int | None, inner: int | None, filters: tuple[bool, bool]
) -> None:
    for number, invoice in enumerate(invoices):
        for place, line in enumerate(invoice["lines"] or ()):
            if line is not None and line["description"] == "text":
                line["description"] = f"L{number}.{place}"
    card = customer(
        f"""
        invoices(first: 12) {'@where(field: "status", is: [OPEN])' if filters[0] else ""}
          @each(max: {outer or 20}, heading: "{{count}} invoices", more: "+{{count}} invoices",
                empty: "no invoices") {{
          status
          lines {'@where(field: "quantity", not: [0])' if filters[1] else ""}
            @each(max: {inner or 20}, more: "+{{count}} lines") {{ description @text quantity }}
        }}
        """
    )
    outcome = card.render(Result({"customer": {"invoices": invoices}}), CONTEXT)
    found = outcome.components if isinstance(outcome, Shown) else []
    said = [
        str(body.get("plainText", body.get("text")))
        for component in found
        for body in component.values()
    ]
    assert said == expected(invoices, outer, inner, filters=filters)
