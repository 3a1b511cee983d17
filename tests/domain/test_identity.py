import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.domain.identity import MAX_LENGTH, normalise, storable

ODD = "aAK@. \u3000\xdf\u0130\u0131\ufb01\u03c2\u03c3\u212a\u0301\u200d\uff33\u3002"


@pytest.mark.parametrize(
    ("kind", "value", "norm"),
    [
        ("email", "alex@grocery.co", "alex@grocery.co"),
        ("email", "  Alex@Grocery.CO\n", "alex@grocery.co"),
        ("email", "STRASSE@x.de", "strasse@x.de"),
        ("email", "straße@x.de", "straße@x.de"),
        ("email", "no address", "no address"),
        ("email", "Ann@localhost", "ann@localhost"),
        ("email", '"a@B"@x.co', '"a@b"@x.co'),
        ("email", "info@Fußball.example", "info@xn--fuball-cta.example"),
        ("email", "info@MÜNCHEN.example", "info@xn--mnchen-3ya.example"),
        ("email", "info@mu\u0308nchen.example", "info@xn--mnchen-3ya.example"),
        ("email", "info@XN--MNCHEN-3YA.example", "info@xn--mnchen-3ya.example"),
        ("email", "rene\u0301@x.co", "ren\u00e9@x.co"),
        ("email", "REN\u00c9@x.co", "ren\u00c9@x.co"),
        ("email", "a\uff0eb@\uff33\uff28\uff2f\uff30\u3002co", "a\uff0eb@shop.co"),
        ("email", "ann@i\u2764\ufe0f.ws", "ann@xn--i-7iq.ws"),
        ("email", "ann@x\u2028.ü", None),
        ("email", "ann@\uff20.ü", None),
        ("email", "ann@a b.ü", None),
        ("domain", "Fußball.Example.", "xn--fuball-cta.example"),
        ("domain", "my_host.example", "my_host.example"),
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
    st.text() | st.text(alphabet=ODD),
)
def test_the_common_form_is_its_own_common_form(kind: str, value: str) -> None:
    norm = normalise(kind, value)
    assert norm is None or (normalise(kind, norm) == norm and storable(norm) and norm)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("weiß@x.co", "weiss@x.co"),
        ("wei\u1e9e@x.co", "weiß@x.co"),
        ("\ufb01ona@x.co", "fiona@x.co"),
        ("\u03c3\u03b1\u03c2@x.co", "\u03c3\u03b1\u03c3@x.co"),
        ("\u212aate@x.co", "kate@x.co"),
        ("\u212aate@x.co", "Kate@x.co"),
        ("ma\u0131l@x.co", "mail@x.co"),
        ("ma\u0130l@x.co", "mail@x.co"),
        ("ma\u0130l@x.co", "mai\u0307l@x.co"),
        ("\u017fam@x.co", "sam@x.co"),
        ("\uff41nn@x.co", "ann@x.co"),
        ("a\u037eb@x.co", "a;b@x.co"),
        ("info@fußball.example", "info@fussball.example"),
        ("info@\u03c3\u03b1\u03c2.example", "info@\u03c3\u03b1\u03c3.example"),
        ("info@ma\u0131l.example", "info@mail.example"),
        ("info@ma\u0130l.example", "info@mail.example"),
        ("info@a\u200db.example", "info@ab.example"),
        ("a@b\uff20c.example", "a@b@c.example"),
    ],
)
def test_two_people_never_become_one(one: str, other: str) -> None:
    assert normalise("email", one) != normalise("email", other)


def test_no_letter_becomes_one_of_a_to_z_before_the_at() -> None:
    letters = [chr(point) for point in range(0x80, 0x30000) if not 0xD800 <= point <= 0xDFFF]
    norms = {each: normalise("email", f"a{each}a@x.co") for each in letters}
    assert not [each for each, norm in norms.items() if norm is not None and norm.isascii()]


@given(st.text(), st.text())
def test_a_domain_is_ascii_or_nobodys(local: str, domain: str) -> None:
    norm = normalise("email", f"a{local}@{domain}a")
    assert norm is None or norm.rpartition("@")[2].isascii()
