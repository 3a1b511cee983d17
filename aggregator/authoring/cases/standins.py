"""Stand-ins for values of real people: what a case shows in their place.

Each has the shape of what it stands for, so that a card looks the same: an address is an address,
a name a name, a text as long as it was. They are counted, not computed from the value, so that
nobody can guess a value and compare. One value has one stand-in wherever it stands.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from itertools import cycle
from typing import Any, Final
from urllib.parse import SplitResult, unquote, urlsplit

from aggregator.domain.identity import DOMAIN, EMAIL, normalise
from aggregator.language.kinds import ValueKind

_FIRST: Final = ("Ada", "Ben", "Cleo", "Dara", "Emil", "Fay", "Gus", "Hana", "Ivo", "June", "Kofi")
_LAST: Final = ("Archer", "Baker", "Cooper", "Dyer", "Fisher", "Glover", "Hunter", "Mason")
_WORDS: Final = "Loremipsumdolorsitametconsecteturadipiscingelitseddoeiusmodtemporincididunt"
_DIGITS: Final = "1234567890"
_LETTERS: Final = {
    "ARABIC": "ن",
    "CJK": "文",
    "CYRILLIC": "и",
    "DEVANAGARI": "क",
    "GREEK": "λ",
    "HANGUL": "가",
    "HEBREW": "ש",
    "HIRAGANA": "あ",
    "KATAKANA": "ア",
    "THAI": "ก",
}
"""Script -> its letter in a text."""

_CODE = re.compile(r"(?=\S*\d)\S{1,64}")
_ADDRESS = re.compile(r"[^\s@<>]+@[^\s@<>]+")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|_")
_PEOPLE: Final = frozenset(
    {"assignee", "author", "caller", "manager", "person", "requester", "sender", "user"}
)
_PHONES: Final = frozenset({"cell", "fax", "mobile", "phone", "tel", "telephone"})
_DOMAINS: Final = frozenset({"domain", "host", "hostname", "website"})
_NUMBERS: Final = frozenset({"account", "card", "iban", "id", "number", "tax", "vat", *_PHONES})
_NOBODYS: Final = frozenset({"boolean", "enum", "money", "number"})
_BORN: Final = frozenset({"birth", "birthdate", "birthday", "born"})


class StandIns:
    """Gives stand-ins for one case, or one recording.

    kept   texts that the card itself names, so nobody's own
    hosts  whether an address of the web keeps its host, but for one of a company's own
    """

    def __init__(self, kept: Collection[str] = (), *, hosts: bool = True) -> None:
        self._hosts = hosts
        self._kept = {text.casefold() for text in kept}
        self._known: dict[str, str] = {}
        self._domains: dict[str, str] = {}
        self._counts: dict[str, int] = {}

    def value(self, value: Any, kind: ValueKind, name: str, owner: str, *, person: bool) -> Any:
        """Stand in for a leaf of the field `name` of the type `owner`; None stays None.

        `person`: the type is somebody, so that its name is a person's.
        """
        words = frozenset(word.lower() for word in _HUMP.split(name))
        if isinstance(value, str):
            return self._of_text(value, kind, words, "" if person else owner)
        if isinstance(value, Mapping):  # a scalar may be any JSON
            return {
                self._text(str(key)): self.value(each, kind, name, owner, person=person)
                for key, each in value.items()
            }
        if isinstance(value, list):
            return [self.value(each, kind, name, owner, person=person) for each in value]
        if isinstance(value, int) and not isinstance(value, bool) and words & _NUMBERS:
            return int(self._code(str(value)))
        return value

    def key(self, value: str) -> str:
        """Stand in for what something is found by: an address, or an id."""
        return self._code(value)

    def _of_text(self, value: str, kind: ValueKind, words: frozenset[str], owner: str) -> str:
        if kind == "moment":
            return f"1980-01-01{value[10:]}" if words & _BORN else value
        if kind in _NOBODYS or words == {"source"}:
            return value
        if not value.strip() or value.casefold() in self._kept:
            return value
        return self._url(value) if kind == "url" else self._own(value, kind, words, owner)

    def _own(self, value: str, kind: ValueKind, words: frozenset[str], owner: str) -> str:
        """Stand in for a text that may be anything of somebody's."""
        if words & _PHONES:
            return self._memo(value, lambda: self._phone(value))
        if kind == "id" or _ADDRESS.fullmatch(value.strip()) or _CODE.fullmatch(value):
            return self._code(value)
        if words & _DOMAINS:
            return self._domain(value)
        if "name" in words or words & _PEOPLE:
            named = "" if words & _PEOPLE else owner
            return self._memo(value, lambda: self._name(value, named))
        return self._text(value)

    def _memo(self, value: str, make: Callable[[], str]) -> str:
        key = " ".join(value.split()).casefold()
        if key not in self._known:
            self._known[key] = make()
        return self._known[key]

    def _next(self, what: str) -> int:
        self._counts[what] = self._counts.get(what, 0) + 1
        return self._counts[what]

    def _address(self, value: str) -> str:
        whole = normalise(EMAIL, value) or value
        domain = self._domain(whole.rpartition("@")[2], learn=False)
        return self._memo(whole, lambda: f"person-{self._next('person')}@{domain}")

    def _domain(self, value: str, *, learn: bool = True) -> str:
        norm = normalise(DOMAIN, value) or value.strip().casefold()
        made = self._memo(norm, lambda: f"company-{self._next('company')}.example")
        if learn:
            self._domains[norm] = made
        return made

    def _name(self, value: str, owner: str) -> str:
        if owner:
            return f"{' '.join(_HUMP.split(owner))} {self._next(owner)}"
        number = self._next("name") - 1
        first, round_ = _FIRST[number % len(_FIRST)], number // len(_FIRST)
        last = _LAST[number % len(_LAST)]
        again = f" {round_ + 1}" if number >= len(_FIRST) * len(_LAST) else ""
        if len(value.split()) == 1 and value.isascii():
            return first if round_ == 0 else f"{first}{round_ + 1}"
        return f"{first} {last}{again}"

    def _phone(self, value: str) -> str:
        digits = sum(character.isdigit() for character in value)
        number = str(self._next("phone")).zfill(min(4, digits))
        fresh = iter(("5" * digits + number)[-digits:] if digits else "")
        return "".join(
            next(fresh) if each.isdigit() else "x" if each.isalpha() else each for each in value
        )

    def _code(self, value: str) -> str:
        """Stand in for an id: letters by letters, digits by digits, the last ones counting."""
        if _ADDRESS.fullmatch(value.strip()):
            return self._address(value.strip())
        return self._memo(f"#{value}", lambda: _counted(value, self._next("#" + _shape(value))))

    def _url(self, value: str) -> str:
        try:
            parts = urlsplit(value)
            port = f":{parts.port}" if parts.port else ""
        except ValueError:
            return self._text(value)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            return self._address_link(parts, value)
        host = self._host(parts.hostname)
        path = "/".join(self._code(unquote(each)) if each else "" for each in parts.path.split("/"))
        query = "&".join(map(self._parameter, parts.query.split("&"))) if parts.query else ""
        mark = f"#{self._code(unquote(parts.fragment))}" if parts.fragment else ""
        return f"{parts.scheme}://{host}{port}{path}{'?' if query else ''}{query}{mark}"

    def _address_link(self, parts: SplitResult, value: str) -> str:
        if parts.scheme == "mailto":
            return f"mailto:{self._address(unquote(parts.path))}"
        return f"{parts.scheme}:{self._text(value[len(parts.scheme) + 1 :])}"

    def _parameter(self, pair: str) -> str:
        name, equals, value = pair.partition("=")
        given = self._code(unquote(value)) if equals else ""
        return f"{self._code(unquote(name))}{equals}{given}"

    def _host(self, host: str) -> str:
        """Keep a host, but for one of the company that the case is about."""
        for domain, stand_in in self._domains.items():
            if host == domain or host.endswith(f".{domain}"):
                return f"www.{stand_in}" if host != domain else stand_in
        return host if self._hosts else self._domain(host)

    def _text(self, value: str) -> str:
        return self._memo(value, lambda: _filled(value, self._next("text")))


def _counted(value: str, number: int) -> str:
    made: list[str] = []
    for character in reversed(value):
        if character.isdigit():
            number, rest = divmod(number, 10)
            made.append(_DIGITS[rest - 1])
        elif character.isalpha():
            number, rest = divmod(number, 6)  # a to f: what is hexadecimal stays so
            letter = "abcdef"[rest]
            made.append(letter.upper() if character.isupper() else letter)
        elif character.isascii() and character in "-_.:~":
            made.append(character)
        else:
            made.append("-")
    if number:
        made.append(str(number))
    first = "".join(reversed(made))
    return f"1{first[1:]}" if first.isdigit() and first[0] == "0" else first


def _shape(value: str) -> str:
    return "".join(
        "0" if each.isdigit() else "a" if each.isalpha() else each for each in value.lower()
    )


def _filled(value: str, number: int) -> str:
    """Write other letters and digits in the place of a text's own; all else stays where it is."""
    start = number * 5 % len(_WORDS)
    letters, digits = cycle(_WORDS[start:] + _WORDS[:start]), cycle(_DIGITS)
    return "".join(_letter(each, letters.__next__, digits.__next__) for each in value)


def _letter(character: str, letter: Callable[[], str], digit: Callable[[], str]) -> str:
    if character.isdigit() or character.isnumeric():
        return digit()
    if not character.isalpha():
        return character
    script = unicodedata.name(character, "").partition(" ")[0]
    if script in _LETTERS:
        return _LETTERS[script]
    fresh = letter()
    return fresh.upper() if character.isupper() else fresh.lower()
