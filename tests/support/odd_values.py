"""Odd values, by what they are an instance of, and what the card of each says and does not."""

import json
from datetime import UTC, datetime, timedelta

from tests.support.odd_records import Odd

BROKEN = ("unreadable", "needs attention", "could not be drawn", "INTERNAL")
"""What a card says that lost more than the odd value."""

BILL = '"id": "b1", "number": "N-1", "status": "open", "total": 100, "currency": "usd"'
BILLS = "invoices(first: 9) @each @row { number @main total @aside @money }"
LOST = ("did not", *BROKEN)
"""What is missing is said, too."""
SECOND = '"id": "b2", "number": "N-2", "status": "open"'
MANY = '"lines": {"data": [{"quantity": "many"}]}'
LINES = "invoices(first: 9) @each { number @text lines @each(max: 9) { quantity @text } }"


def person(shows: str, member: str) -> tuple[str, dict[str, tuple[str, ...]]]:
    return f"contact {{ {shows} }}", {"people": (f'"id": "p1", {member}',)}


def plan(shows: str, member: str) -> tuple[str, dict[str, tuple[str, ...]]]:
    """Of an active one."""
    return f"subscription {{ {shows} }}", {"plans": (f'"id": "s1", "status": "active", {member}',)}


def flag(shows: str, member: str) -> tuple[str, dict[str, tuple[str, ...]]]:
    return f"features(first: 9) @row {{ {shows} }}", {"flags": (f'"id": "f1", {member}',)}


def bills(shows: str, *odd: str) -> tuple[str, dict[str, tuple[str, ...]]]:
    """The odd ones stand between two good ones."""
    last = BILL.replace("b1", "b9").replace("N-1", "N-9")
    return shows, {"bills": (BILL, *odd, last)}


def name(text: str) -> tuple[str, dict[str, tuple[str, ...]]]:
    return person('name @row(label: "Name") jobTitle @text', f'"name": "{text}", "job": {JOB}')


JOB = '{"title": "Cook"}'
BOTH = ("N-1", "N-9")
WHEN = 'dueAt @row(label: "Due") @date'
NOW = datetime.now(UTC)


def ago(**time: float) -> str:
    written = (NOW - timedelta(**time)).isoformat()
    return f'"since": "{written}"'


SINCE = 'name @text registeredAt @row(label: "Since") @date(style: RELATIVE)'
RENEWS = 'renewsAt @row(label: "R")'
ELSE = '@row(label: "Q") @default(text: "none")'
NONE = ("Active", "none")
PRICE = 'status @text price @row(label: "Price") @money'
LINK = 'name @text url @link(label: "Open")'
MARKDOWN = 'jobTitle @text name @text(markdown: true, text: "[see](https://x.example/{name}) end")'


def whose(asked: str, theirs: str, *, same: bool) -> Odd:
    """A source that answers with somebody's record, whoever is asked for."""
    shows, records = person("name @text", f'"name": "Theirs", "email": {json.dumps(theirs)}')
    says, never = (("Theirs",), ()) if same else ((), ("Theirs",))
    return Odd("whose", f"{asked} {theirs}", shows, records, says, never, asked)


ODD = [
    # No two people become one, and one person in two spellings is one.
    *(
        whose(asked, theirs, same=False)
        for asked, theirs in (
            ("weiß1@x.example", "weiss1@x.example"),
            ("\ufb01ona@x.example", "fiona@x.example"),
            ("\u212aim@x.example", "kim@x.example"),
            ("\u017fam@x.example", "sam@x.example"),
            ("\u03c3\u03b1\u03c2@x.example", "\u03c3\u03b1\u03c3@x.example"),
            ("\u0131an@x.example", "ian@x.example"),
            ("ann1@straße.example", "ann1@strasse.example"),
            (
                "ann2@\u03b2\u03cc\u03bb\u03bf\u03c2.example",
                "ann2@\u03b2\u03cc\u03bb\u03bf\u03c3.example",
            ),
            ("ann\uff13@x.example", "ann3@x.example"),
        )
    ),
    *(
        whose(asked, theirs, same=True)
        for asked, theirs in (
            ("ANN4@X.example", "ann4@x.EXAMPLE"),
            ("ann5@münchen.example", "ann5@xn--mnchen-3ya.example"),
            ("jose\u0301@x.example", "jos\u00e9@x.example"),
            ("ann6@STRASSE.example", "ann6@strasse.example"),
        )
    ),
    # One unreadable value costs itself.
    *(
        Odd("value", name_, *bills(BILLS, f"{SECOND}, {member}"), (*BOTH, "N-2"))
        for name_, member in (
            ("a moment in words that nobody reads", '"created": "yesterday"'),
            ("an amount that is an object", '"total": {"value": 1}, "currency": "usd"'),
            ("an amount without a currency", '"total": 5, "currency": null'),
            ("a word that no table has", '"status": "disputed"'),
            ("lines in words", '"lines": "none"'),
        )
    ),
    *(
        Odd("value", name_, *bills(BILLS, odd), BOTH)
        for name_, odd in (
            ("a list where a text stands", '"id": "b2", "number": ["N-2"], "status": "open"'),
            ("a record of nulls", '"id": "b2", "number": null, "status": null, "total": null'),
            ("a record of nothing", '"id": "b2"'),
        )
    ),
    Odd("value", "a quantity in words", *bills(LINES, f"{BILL}, {MANY}"), BOTH),
    Odd("value", "no moment", *plan(f"status @text {RENEWS}", '"renews": false'), ("Active",)),
    # What is blank is null.
    *(
        Odd("blank", field, *plan(f"status @text {field} {ELSE}", member), NONE, LOST)
        for field, member in (
            ("renewsAt", '"renews": " "'),
            ("quantity", '"quantity": ""'),
            ("price", '"amount": "", "currency": ""'),
        )
    ),
    Odd("blank", "url", *person(LINK, '"name": "Ann", "url": ""'), ("Ann",), ("->", *LOST)),
    # What a browser opens nothing for is no button.
    *(
        Odd(
            "address",
            each,
            *person(LINK, f'"name": "Ann", "url": {json.dumps(each)}'),
            ("Ann",),
            ("->", *BROKEN),
        )
        for each in (
            "https://1.2.3.4.5/",
            "https://[::g]/",
            "https://256.1.1.1/a",
            "https://0x1ffffffff/",
            "https://a.example:99999/",
            "https://a%00b.example/",
            "https://ex<ample.com/",
            "https://xn--a.example/",
            "https://",
            "https://.../",
            "//a.example/",
            "javascript:alert(1)",
            "https://1.1.1.08/",
        )
    ),
    # An international host is the one that was written.
    *(
        Odd(
            "host",
            written,
            *person(LINK, f'"name": "Ann", "url": "https://{written}/1"'),
            (f"-> https://{opened}/1",),
        )
        for written, opened in (
            ("straße.example", "xn--strae-oqa.example"),
            ("βόλος.example", "xn--nxasmm1c.example"),
            ("MÜNCHEN.example", "xn--mnchen-3ya.example"),
            ("例え.example", "xn--r8jz45g.example"),
        )
    ),
    # A value in an address in Markdown stays in its place.
    *(
        Odd(
            "markdown",
            value,
            *person(MARKDOWN, f'"name": {json.dumps(value)}, "job": {JOB}'),
            ("Cook",),
            (never, *BROKEN),
        )
        for value, never in (
            ("a) [b](https://evil.example", "](https://evil.example"),
            ("../../evil", "/../"),
            ("a b", "/a b)"),
            ("x\n\n# big", "\n#"),
            ('a "t', '"'),
        )
    ),
    # A day without a time is that day, west of Greenwich too.
    Odd(
        "day",
        "the first of a year",
        *bills("invoices(first: 9) { number @text " + WHEN + " }", f'{BILL}, "due": "2026-01-01"'),
        ("Jan 1, 2026",),
        ("Dec 31",),
    ),
    Odd(
        "day",
        "a leap day",
        *bills("invoices(first: 9) { number @text " + WHEN + " }", f'{BILL}, "due": "2028-02-29"'),
        ("Feb 29, 2028",),
        ("Feb 28",),
    ),
    Odd(
        "day",
        "with the hour asked for",
        *bills(
            'invoices(first: 9) { dueAt @row(label: "D") @date(style: DATETIME) }',
            f'{BILL}, "due": "2026-12-01"',
        ),
        ("Dec 1, 2026",),
        ("Nov 30", "12:00"),
    ),
    # Null objects on the way to a value are null.
    *(
        Odd(
            "null",
            member,
            *person(
                'name @text jobTitle @row(label: "J") @default(text: "none")',
                f'"name": "Ann", {member}',
            ),
            ("Ann", "none"),
            LOST,
        )
        for member in ('"job": null', '"job": {}', '"job": {"title": null}', '"x": 1')
    ),
    Odd(
        "null",
        "no lines",
        *bills(
            LINES,
            f'{BILL}, "lines": null',
            f'{BILL}, "lines": {{"data": null}}',
            f'{BILL}, "lines": {{}}',
        ),
        BOTH,
        LOST,
    ),
    # Every digit of an id.
    *(
        Odd(
            "digits",
            digits,
            *bills(
                "invoices(first: 9) { number @copy }",
                f'"id": "b2", "status": "open", "number": {digits}',
            ),
            (f"copy {digits}",),
            ("e+", *BROKEN),
        )
        for digits in (
            "18446744073709551616",
            "-9223372036854775809",
            "99999999999999999999999999999999999",
            "9007199254740993",
        )
    ),
    # Amounts.
    *(
        Odd(
            "amount",
            f"{amount} {currency}",
            *plan(PRICE, f'"amount": {amount}, "currency": "{currency}"'),
            (shown,),
            BROKEN,
        )
        for amount, currency, shown in (
            ("12345", "bhd", "BHD12.345"),
            ("12345", "jpy", "¥12,345"),
            ("1234567", "uyw", "UYW123.4567"),
            ("12345", "KWD", "KWD12.345"),
            ("5", "clf", "CLF0.0005"),
            ("0", "usd", "$0.00"),
            ("-1234", "eur", "-€12.34"),
        )
    ),
    # Nothing is never less than nothing.
    *(
        Odd(
            "minus",
            f"{share} {look}",
            *flag(f"name @main rollout @aside {look}", f'"name": "Beta", "share": {share}'),
            ("Beta", shown),
            ("-", *BROKEN),
        )
        for share, look, shown in (
            ("-0.0004", "@percent", "0%"),
            ("-0.0", "@number", "0"),
            ("-0.4", "@number(digits: 0)", "0"),
            ("-1e-9", "@number(digits: 3)", "0.000"),
        )
    ),
    # A button never copies a part.
    *(
        Odd(
            "copy",
            f"{length} letters",
            *person("jobTitle @text name @copy", f'"name": "{"x" * length}", "job": {JOB}'),
            ("Cook", "xxx", *(["copy x"] if length <= 1000 else [])),
            () if length <= 1000 else ("copy ",),
        )
        for length in (1000, 1001, 2000, 40_000)
    ),
    # A value that does not fit its type is the source's, and costs its own field.
    *(
        Odd(
            "fit",
            f"on: {value}",
            *flag("name @main enabled @aside", f'"name": "Beta", "on": {value}'),
            ("Beta",),
            ("needs attention", "could not be drawn", "INTERNAL"),
        )
        for value in ('"yes"', "1", "[]", "{}", '"false"')
    ),
    Odd(
        "fit",
        "more seats than a whole number has",
        *plan('status @text quantity @row(label: "Q")', '"quantity": 9e99'),
        ("Active",),
        ("needs attention", "INTERNAL"),
    ),
    Odd(
        "fit",
        "a share in words",
        *flag("name @main rollout @aside @percent", '"name": "Beta", "share": "half"'),
        ("Beta",),
        ("needs attention", "INTERNAL"),
    ),
    # The moment that means never.
    *(
        Odd(
            "never",
            moment,
            *plan(
                'status @text renewsAt @row(label: "R") @default(text: "none")',
                f'"renews": {moment}',
            ),
            ("Active", "none"),
            ("1970", "1, 1", "0001", *BROKEN),
        )
        for moment in (
            '"0001-01-01"',
            '"0001-01-01T00:00:00+00:00"',
            "0",
            '"1970-01-01T00:00:00.000Z"',
            '"0000-00-00 00:00:00"',
            "-62135596800",
        )
    ),
    # What nobody sees is no text, and what turns its surroundings is closed.
    *(
        Odd("unseen", repr(text), *name(text), ("Cook",), ("Name",))
        for text in (
            "\\u2060",
            "\\ufeff",
            "\\u3164",
            "\\u00ad",
            " \\u200b\\t",
            "\\u115f",
            "\\u2800",
        )
    ),
    *(
        Odd(
            "unseen",
            f"Ann {sign_}",
            *name(f"Ann {sign_} x"),
            ("Name", "Ann"),
            (json.loads(f'"{sign_}"'),),
        )
        for sign_ in ("\\u0000", "\\u0085", "\\u001b", "\\u202d", "\\u2066", "\\u009b", "\\ud800")
    ),
    # A bare address, or none.
    *(
        Odd(
            "mail",
            mail,
            *person(
                'name @text email @link(label: "Write")',
                f'"name": "Ann", "mail": {json.dumps(mail)}',
            ),
            says,
            never,
        )
        for mail, says, never in (
            ('"Ann Lee" <ann@x.example>', ("-> mailto:ann@x.example",), ("<", "%3C")),
            ("<ann@x.example>", ("-> mailto:ann@x.example",), ("<", "%3C")),
            ("ann@x.example, bob@x.example", ("Ann",), ("bob",)),
            ("ann at x.example", ("Ann",), ("mailto:",)),
            ("ann@x.example?cc=bob@x.example", ("Ann",), ("?cc=",)),
        )
    ),
    # Words for how long ago it was.
    *(
        Odd("ago", shown, *person(SINCE, f'"name": "Ann", {since}'), (shown,))
        for since, shown in (
            (ago(days=6, hours=1), "6 days ago"),
            (ago(days=8), "1 week ago"),
            (ago(hours=23, minutes=10), "23 hours ago"),
        )
    ),
]
