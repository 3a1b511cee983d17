import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.directory.normalise import MAX_LENGTH, normalise, storable


@pytest.mark.parametrize(
    ("kind", "value", "norm"),
    [
        ("email", "alex@grocery.co", "alex@grocery.co"),
        ("email", "  Alex@Grocery.CO\n", "alex@grocery.co"),
        ("email", "STRASSE@x.de", "strasse@x.de"),
        ("email", "straße@x.de", "strasse@x.de"),
        ("email", "alex+news@grocery.co", "alex+news@grocery.co"),
        ("email", "a.lex@gmail.com", "a.lex@gmail.com"),
        ("email", "\u00a0alex@grocery.co\u3000", "alex@grocery.co"),
        ("domain", " Grocery.CO. ", "grocery.co"),
        ("plain_id", " c_01ABC ", "c_01ABC"),
        ("external_id", "User-7", "User-7"),
        ("external_id", "user-7", "user-7"),
        ("external_id", "0", "0"),
        ("billing.customer", "\tcus_81 ", "cus_81"),
        ("external_id", "x" * MAX_LENGTH, "x" * MAX_LENGTH),
        ("external_id", "x" * (MAX_LENGTH + 1), None),
        ("email", "", None),
        ("email", " \t\n", None),
        ("email", None, None),
        ("domain", ".", None),
        ("domain", "grocery.co\u3000..", "grocery.co"),
        ("external_id", "a\0b", None),
        ("external_id", "half \ud83d pair", None),
        ("external_id", "whole \U0001f600 pair", "whole \U0001f600 pair"),
    ],
)
def test_spellings_and_their_common_form(kind: str, value: str | None, norm: str | None) -> None:
    assert normalise(kind, value) == norm


@given(
    st.sampled_from(["email", "domain", "external_id"]),
    st.text() | st.text(alphabet="aA. \u3000ßİ"),
)
def test_the_common_form_is_its_own_common_form(kind: str, value: str) -> None:
    norm = normalise(kind, value)
    assert norm is None or (normalise(kind, norm) == norm and storable(norm) and norm)
