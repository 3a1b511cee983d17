import io
from datetime import timedelta

import pytest
from rich.console import Console, RenderableType

from aggregator.simulator.clock import EPOCH
from aggregator.simulator.instances import (
    Carrier,
    Errored,
    Instance,
    Loaded,
    Loading,
    MissingCard,
    StatusCode,
    Timeout,
)
from aggregator.simulator.send import Attempt
from aggregator.simulator.view import (
    as_json,
    drawn,
    exchange_as_json,
    expiry,
    facts,
    line,
    newer,
    outcome,
    requests_table,
    span,
)
from tests.support.local_plain import card, text

PLAN = card("plan")
CARRIER = Carrier(2, ("plan", "usage"), 1, 200, 900, 37.6)
TWICE = Carrier(3, ("plan",), 2, 503, 0, 1040.0)
LOADED = Loaded("ci_1", PLAN, [text("hello")], EPOCH, EPOCH + timedelta(minutes=5), 64, CARRIER)
HIDDEN = Loaded("ci_2", PLAN, None, EPOCH, EPOCH + timedelta(minutes=5), 30, CARRIER)
LOADING = Loading("ci_3", PLAN, EPOCH)
BUSY = Errored("ci_4", PLAN, StatusCode(503, "\x1b[2Jbusy"), EPOCH, None, TWICE)
MISSING = Errored("ci_5", PLAN, MissingCard("plan"), EPOCH, EPOCH + timedelta(minutes=5), CARRIER)
SOON = EPOCH + timedelta(seconds=3)

WELL = Attempt(1, 1, "https://a.example/", ("plan",), 200, None, 64, 12.3456)
REFUSED = Attempt(1, 1, "https://a.example/", ("plan",), 503, None, 4, 1.0, "1")
LATE = Attempt(1, 2, "https://a.example/", ("plan",), None, Timeout(15), 0, 15_000.0)


def printed(drawing: RenderableType, width: int = 80) -> str:
    console = Console(file=io.StringIO(), width=width, legacy_windows=False)
    with console.capture() as taken:
        console.print(drawing)
    return taken.get()


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-1, "0 s"),
        (0.9, "0 s"),
        (59.9, "59 s"),
        (60, "1 min"),
        (298, "4 min 58 s"),
        (3_600, "1 h"),
        (7_500, "2 h 5 min"),
        (86_400, "1 d"),
        (31_536_000, "365 d"),
        (90_000, "1 d 1 h"),
    ],
)
def test_a_duration_is_said_in_its_two_largest_units(seconds: float, words: str) -> None:
    assert span(seconds) == words


@pytest.mark.parametrize(
    ("instance", "words"),
    [
        (LOADED, "in 4 min 57 s"),
        (MISSING, "in 4 min 57 s"),
        (BUSY, "not cached"),
        (LOADING, "-"),
    ],
)
def test_expiry_is_when_the_card_is_asked_for_again(instance: Instance, words: str) -> None:
    assert expiry(instance, SOON) == words


def test_the_last_second_counts_until_it_is_over() -> None:
    assert expiry(LOADED, EPOCH + timedelta(seconds=299.5)) == "in 1 s"
    assert expiry(LOADED, EPOCH + timedelta(seconds=300)) == "expired"
    assert facts(LOADED, EPOCH + timedelta(seconds=300)) == "Loaded 5 min ago · expired"


@pytest.mark.parametrize(
    ("instance", "words"),
    [
        (
            LOADED,
            (
                "plan · Loaded 3 s ago · expires in 4 min 57 s · "
                "64 bytes · request 2 · 1 attempt · 38 ms"
            ),
        ),
        (
            HIDDEN,
            (
                "plan · Loaded 3 s ago · expires in 4 min 57 s · "
                "30 bytes · request 2 · 1 attempt · 38 ms · hidden"
            ),
        ),
        (LOADING, "plan · Loading for 3 s"),
        (
            BUSY,
            (
                "plan · StatusCode (statusCode 503) 3 s ago · not cached · request 3 · "
                "2 attempts · 1040 ms · The status is not 200, so the body was not read."
            ),
        ),
        (
            MISSING,
            (
                "plan · MissingCard 3 s ago · asked again in 4 min 57 s · request 2 · 1 attempt · "
                '38 ms · The answer has no card "plan", which was asked for.'
            ),
        ),
    ],
)
def test_a_line_says_all_that_is_known(instance: Instance, words: str) -> None:
    assert line(instance, SOON) == words


def test_a_loaded_card_is_drawn_with_its_facts_below() -> None:
    assert printed(drawn(LOADED, SOON, 40)) == (
        "╭─ Plan ───────────────────────────────╮\n"
        "│ hello                                │\n"
        "╰────────────────────────────── 5 min ─╯\n"
        "  Loaded 3 s ago · expires in 4 min 57 s\n"
        "  64 bytes · request 2 · 1 attempt · 38 ms\n"
    )


def test_a_loading_card_says_so() -> None:
    assert "│ Loading…  " in printed(drawn(LOADING, SOON, 40))


def test_an_error_shows_plains_name_and_what_was_answered_without_steering_the_terminal() -> None:
    picture = printed(drawn(BUSY, SOON, 60))
    assert "│ Error: StatusCode (statusCode 503) " in picture
    assert "busy" in picture
    assert "\x1b" not in picture


def test_of_a_long_answer_an_error_shows_the_beginning() -> None:
    long = Errored("ci_6", PLAN, StatusCode(500, "x" * 2_000), EPOCH, None, TWICE)
    picture = printed(drawn(long, SOON, 60))
    assert picture.count("x") == 300
    assert "…" in picture


def test_every_attempt_is_listed_with_what_came_back() -> None:
    assert [outcome(it) for it in (WELL, REFUSED, LATE)] == [
        "200",
        "503, Retry-After 1",
        "Timeout (timeoutSeconds 15)",
    ]
    picture = printed(requests_table([WELL, LATE]))
    assert "200" in picture
    assert "Timeout (timeoutSeconds 15)" in picture


def test_an_instance_for_programs_has_plains_words() -> None:
    assert as_json(LOADED, SOON) == {
        "id": "ci_1",
        "key": "plan",
        "title": "Plan",
        "state": "Loaded",
        "since": "2026-01-01T12:00:00+00:00",
        "ageSeconds": 3.0,
        "expiresAt": "2026-01-01T12:05:00+00:00",
        "components": [text("hello")],
        "bytes": 64,
        "request": {
            "number": 2,
            "keys": ["plan", "usage"],
            "attempts": 1,
            "status": 200,
            "bytes": 900,
            "milliseconds": 37.6,
        },
    }
    busy = as_json(BUSY, SOON)
    assert (busy["state"], busy["expiresAt"], busy["request"]["attempts"]) == ("Error", None, 2)
    assert busy["error"] == {
        "name": "StatusCode",
        "statusCode": 503,
        "responseBody": "\x1b[2Jbusy",
        "message": "The status is not 200, so the body was not read.",
    }
    assert set(as_json(LOADING, SOON)) == {
        "id",
        "key",
        "title",
        "state",
        "since",
        "ageSeconds",
        "expiresAt",
    }


def test_an_attempt_for_programs_says_why_nothing_came() -> None:
    told = exchange_as_json(LATE)
    assert (told["status"], told["failure"]) == (None, "Timeout (timeoutSeconds 15)")
    assert exchange_as_json(REFUSED)["retryAfter"] == "1"
    assert exchange_as_json(WELL)["milliseconds"] == 12.346


def test_who_watches_hears_of_changes_only() -> None:
    other = Loading("ci_9", card("usage"), EPOCH)
    after = Loaded("ci_3", PLAN, [], EPOCH, SOON, 2, CARRIER)
    assert newer((), (LOADING, other)) == [LOADING, other]
    assert newer((LOADING, other), (after, other)) == [after]
    assert newer((after, other), (after, other)) == []
