"""What the settings file says wrongly is found with its place, where no secret is."""

from pathlib import Path

import pytest

from aggregator.domain.errors import SettingsError
from aggregator.settings.wrong import faults_in_file, place_of


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "aggregator.toml"


def told(file: Path, text: str, environ: dict[str, str] | None = None) -> list[tuple[str, str]]:
    """Write the file; give what each fault stands under, and its words."""
    file.write_text(text, encoding="utf-8")
    return [
        (
            text[each.start : each.end],
            " | ".join(filter(None, (each.message, each.meant, each.hint))),
        )
        for each in faults_in_file(file, file, environ or {})
    ]


@pytest.mark.parametrize(
    ("text", "under", "words"),
    [
        ('lokale = "de_DE"\n', "lokale", "lokale: no such setting | locale"),
        ("[limits]\nsfot = 3\n", "sfot", "limits.sfot: no such setting | soft"),
        ('[limits]\nlocale = "de_DE"\n', "locale", "| Move it up"),
        ('[limits]\nlokale = "de_DE"\n', "lokale", "The top has locale"),
        ('[[tokens]]\nname = "a"\nsecret = "x"\ntime_zone = "UTC"\n', "time_zone", "| Move it up"),
        ('time_zone = "Mars"\n', "time_zone", "it names no time zone | For example"),
        ("limits = { soft = 3, sft = 4 }\n", "sft", "limits.sft: no such setting | soft"),
        ('"lokale" = "x"\n', '"lokale"', "no such setting | locale"),
        ("limits.sft = 4\n", "sft", "| soft"),
        ('sources.crm.connector = "crm"\nsources.crm.ulr = "x"\n', "ulr", "sources.crm.ulr"),
        ("time_zone = UTC\n", "U", "not valid TOML: a value is neither"),
        ('locale = "de_DE"\nlocale = "en_US"\n', "\n", "twice"),
        ("[limits]\nsoft = 59.0\n", "limits", "soft <= raised_max"),
        ("limits = 3\n", "limits", "not a table"),
    ],
)
def test_it_is_told_at_its_name(file: Path, text: str, under: str, words: str) -> None:
    ((stands, said),) = told(file, text)
    assert stands == under
    assert words in said


def test_each_of_a_list_of_tables_has_its_own_place(file: Path) -> None:
    token = '[[tokens]]\nname = "{}"\nsecret = "env:T"\n{} = "viewer"\n'
    text = token.format("a", "role") + token.format("b", "rol") + token.format("c", "rloe")
    assert [under for under, _ in told(file, text)] == ["rol", "rloe"]


def test_all_that_is_wrong_is_told_in_the_order_of_the_file(file: Path) -> None:
    text = 'prot = 1\nlocale = "xx_??"\n[sources.crm]\nconnector = "crm"\nurl = "ftp://x"\n'
    assert [under for under, _ in told(file, text)] == ["prot", "locale", "url"]


def test_what_looks_like_a_setting_in_a_long_text_is_none(file: Path) -> None:
    text = 'cards = """\nlokale = 1\n"""\nlokale = 2\n'
    file.write_text(text, encoding="utf-8")
    (fault,) = faults_in_file(file, file, {})
    assert fault.start == text.rindex("lokale")


def test_no_secret_is_needed_and_none_is_read(file: Path) -> None:
    text = (
        'signing_secrets = ["file:/nowhere/secret"]\ndatabase_url = "env:DATABASE"\n'
        'replay_window = 300\n[[tokens]]\nname = "a"\nsecret = "env:T"\nrole = "viewer"\n'
        '[sources.crm]\nconnector = "crm"\nurl = "https://crm.example.com"\n'
        '[sources.crm.credentials]\ntoken = "env:CRM"\n'
    )
    assert told(file, text) == []


def test_what_a_variable_may_add_where_it_serves_is_not_missed(file: Path) -> None:
    assert told(file, "replay_window = 300\n") == []
    assert told(file, '[sources.crm]\nconnector = "crm"\n') == []
    assert told(file, '[[tokens]]\nname = "a"\nrole = "viewer"\n') == []


def test_a_variable_that_is_wrong_is_not_of_the_file(file: Path) -> None:
    assert told(file, 'locale = "de_DE"\n', {"AGGREGATOR_TIME_ZONE": "Mars"}) == []


def test_a_file_that_cannot_be_read_is_told_as_ever(file: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        faults_in_file(file, file, {})


def test_a_byte_order_mark_moves_no_place(file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbfprot = 1\n")
    (fault,) = faults_in_file(file, file, {})
    assert (fault.start, fault.end) == (0, 4)


def test_a_place_that_is_nowhere_is_the_beginning() -> None:
    assert place_of(("nowhere", 3), "a = 1\n") == (0, 1)
    assert place_of((), "") == (0, 1)
