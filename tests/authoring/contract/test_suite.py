"""What is wrong with a connector, its system or our client is caught by the check of that name."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import pytest

from aggregator.authoring.contract.checks import ALL
from aggregator.authoring.contract.suite import ContractResult, hold_to_contract
from aggregator.domain.call import Call, Reply, TooOften
from aggregator.telemetry.logger import get_logger
from aggregator.upstream import asking, client, limit_words, sender, statuses
from aggregator.upstream.auth.token_bank import TokenBank
from aggregator.upstream.decode import decode
from aggregator.upstream.http_exchange import HttpExchange
from aggregator.upstream.page_walk import PageWalk
from aggregator.upstream.paging import PageCursor
from aggregator.upstream.records import Grouped
from aggregator.upstream.source_gate import SourceGate
from aggregator.upstream.styles.ids_param import IdsParam
from aggregator.upstream.time_limit import TimeLimit, TimeLimits
from tests.support.contract_home import FAKE, MANIFEST, notes_world

Patch = Callable[[pytest.MonkeyPatch], None]


def failed(result: ContractResult) -> list[str]:
    return [each.code for each in result.outcomes if each.state == "failed"]


def test_a_connector_that_is_right_passes_every_check(tmp_path: Path) -> None:
    result = hold_to_contract(notes_world(tmp_path), "notes")
    states = {each.code: each.state for each in result.outcomes}
    assert states.pop("recorded") == states.pop("lists") == "not applicable"
    assert set(states.values()) == {"passed"}, [each.failures for each in result.outcomes]
    assert result.fake
    assert not result.untested


def test_without_a_fake_the_declaration_is_asked(tmp_path: Path) -> None:
    result = hold_to_contract(notes_world(tmp_path, fake=None), "notes")
    asked = [each.state for each in result.outcomes if each.code not in ("recorded", "lists")]
    assert set(asked) == {"passed"}
    assert not result.fake


@pytest.mark.parametrize("amount_first", [True, False])
def test_what_an_amount_needs_may_be_a_field_as_well(amount_first: bool, tmp_path: Path) -> None:
    invoices = """\
name: Notes
authentication: bearer
lookups:
  invoices:
    provides: Customer.invoices
    key: email
    request: GET /invoices
    batch: {style: ids-param, param: email, max: 20}
    records: data
    match: email
    many: true
    fields:
      id: {path: id, transform: text}
"""
    of_both = ["      total: {path: sum, transform: money, options: {currency: code, times: n}}\n"]
    of_both += ["      number: {path: code, transform: text}\n"]
    if not amount_first:
        of_both.reverse()
    result = hold_to_contract(notes_world(tmp_path, invoices + "".join(of_both), None), "notes")
    assert not failed(result)


def test_a_path_without_a_way_back_needs_a_fake(tmp_path: Path) -> None:
    manifest = MANIFEST.replace("records: data", "records: reverse(data)")
    result = hold_to_contract(notes_world(tmp_path, manifest, None), "notes")
    assert {each.state for each in result.outcomes} == {"not applicable"}
    assert "it needs a fake.py" in result.untested["notes"]
    assert not failed(hold_to_contract(notes_world(tmp_path, manifest), "notes"))


@dataclass(frozen=True)
class Mutant:
    """What is wrong, in the connector's file, in the fake or in our client."""

    code: str
    manifest: tuple[str, str] = ("", "")
    fake: tuple[str, str] = ("", "")
    patch: Patch | None = None


def _timeouts_that_wait_longer(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(TimeLimits, "within", lambda self, seconds: TimeLimit(self, seconds * 100))


def _a_break_is_an_end(patch: pytest.MonkeyPatch) -> None:
    async def read(self: Any, _maximum: int) -> bytes:
        whole = b""
        try:
            async for part in self._response.aiter_raw():
                whole += part
        except Exception:  # noqa: BLE001 - what a careless client does
            return whole
        return whole

    patch.setattr(sender._HttpxAnswer, "read", read)


def _a_page_is_nothing(patch: pytest.MonkeyPatch) -> None:
    def read(body: bytes) -> object:
        return {"data": []} if body[:1] == b"<" else decode(body)

    patch.setattr(client, "decode", read)


def _headers_are_logged(patch: pytest.MonkeyPatch) -> None:
    exchange = HttpExchange.exchange

    async def logged(self: Any, call: Call, headers: Any, seconds: float, log: Any) -> Any:
        get_logger("aggregator.test").info("sent", headers=dict(headers))
        return await exchange(self, call, headers, seconds, log)

    patch.setattr(HttpExchange, "exchange", logged)


def _the_query_is_told(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Call, "route", property(lambda self: f"{self.method} {self.path}?{self.query}"))


def _another_host_is_asked(patch: pytest.MonkeyPatch) -> None:
    full = HttpExchange._full

    def elsewhere(self: Any, call: Call) -> str:
        return full(self, call).replace("source.contract", "elsewhere.contract")

    patch.setattr(HttpExchange, "_full", elsewhere)


def _setting(owner: Any, name: str, value: Any) -> Patch:
    return lambda patch: patch.setattr(owner, name, value)


def _what_is_unread_is_none(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(PageWalk, "hidden", property(lambda _: False))
    patch.setattr(PageWalk, "unread", property(lambda _: ()))


def _a_failure_without_a_limit(_reply: Reply, _too_often: TooOften) -> bool:
    return False


PAST_US = """\
    import socket
    try:
        socket.create_connection(("127.0.0.1", 9))
    except OSError:
        pass
"""

NOBODY_404 = """\
    if len(asked) == 1 and asked[0] not in PEOPLE:
        return FakeReply({}, 404)
"""

MUTANTS = {
    "the credential in another header": Mutant(
        "credentials-ok", ("authentication: bearer", "authentication: {kind: api_key, header: X-K}")
    ),
    "another path": Mutant(
        "credentials-ok", fake=("asked = [", 'assert request.path == "/n"\n    asked = [')
    ),
    "a match that is never there": Mutant("credentials-ok", ("match: email", "match: mail")),
    "anybody is let in": Mutant("credentials-revoked", fake=("!=", "==  None !=")),
    "a word that the table lacks": Mutant("fields", ("open: OPEN, ", "")),
    "a moment that is none": Mutant("fields", fake=("2026-03-01T", "1st of March, ")),
    "a cost that is not true": Mutant(
        "keys-1",
        ("    pages: {cursor: next, param: after}\n", ""),
        patch=_setting(IdsParam, "exchanges", lambda *_: 0),
    ),
    "fewer keys than max": Mutant("keys-50", fake=('values("email")]', 'values("email")][:5]')),
    "a bound that all keys share": Mutant("keys-50", fake=('"data": found', '"data": found[:4]')),
    "too many keys are refused": Mutant(
        "keys-500",
        ("max: 20", "max: 400"),
        ("    found =", "    if len(asked) > 100:\n        return FakeReply({}, 414)\n    found ="),
    ),
    "nobody is a 404": Mutant(
        "unknown-people",
        fake=(
            "    found =",
            f"{NOBODY_404}    found =",
        ),
    ),
    "letters that count": Mutant(
        "duplicate-people",
        fake=("each.lower() for each in", "each for each in"),
        patch=_setting(asking, "normalise", lambda _, value: value),
    ),
    "records of others alone are none": Mutant(
        "other-keys", patch=_setting(Grouped, "doubtful", lambda *_, **__: ())
    ),
    "a 429 is nothing special": Mutant(
        "too-often", patch=_setting(statuses, "_limited", _a_failure_without_a_limit)
    ),
    "a source that is not left alone": Mutant(
        "too-often", patch=_setting(SourceGate, "pause", lambda *_: None)
    ),
    "a 5xx is final": Mutant(
        "server-error", patch=_setting(SourceGate, "may_retry", lambda _: False)
    ),
    "limits of time that are longer": Mutant("slow", patch=_timeouts_that_wait_longer),
    "a broken body is whole": Mutant("truncated", patch=_a_break_is_an_end),
    "an HTML page is an empty list": Mutant("not-json", patch=_a_page_is_nothing),
    "no list is an empty list": Mutant("other-shape", ("records: data", 'records: "data || `[]`"')),
    "pages without end are none": Mutant("page-loop", patch=_what_is_unread_is_none),
    "what a 403 says is not read": Mutant(
        "too-often", patch=_setting(limit_words, "says_too_often", lambda *_: False)
    ),
    "a page that leads back is followed": Mutant(
        "page-loop", patch=_setting(PageCursor, "repeats", lambda *_: False)
    ),
    "headers in the log": Mutant("no-secret", patch=_headers_are_logged),
    "addresses in the trace": Mutant("no-secret", patch=_the_query_is_told),
    "another host": Mutant("no-other-call", patch=_another_host_is_asked),
    "a call past the client": Mutant(
        "no-other-call",
        fake=("    asked =", f"{PAST_US}    asked ="),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MUTANTS)
def test_a_mutant_is_caught_by_the_check_of_its_name_alone(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mutant = MUTANTS[name]
    for text, (before, _) in ((MANIFEST, mutant.manifest), (FAKE, mutant.fake)):
        assert before in text
    manifest = MANIFEST.replace(*mutant.manifest) if mutant.manifest[0] else MANIFEST
    fake = FAKE.replace(*mutant.fake) if mutant.fake[0] else FAKE
    world = notes_world(tmp_path, manifest, fake)
    if mutant.patch is not None:
        mutant.patch(monkeypatch)
    result = hold_to_contract(world, "notes")
    assert failed(result) == [mutant.code], [each.failures for each in result.outcomes]


def test_a_token_that_is_not_renewed_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    renewed = "authentication: {kind: oauth2_client_credentials, token_url: /token}"
    world = notes_world(tmp_path, MANIFEST.replace("authentication: bearer", renewed), None)
    assert not failed(hold_to_contract(world, "notes"))
    monkeypatch.setattr(TokenBank, "refused", lambda *_: False)
    assert failed(hold_to_contract(world, "notes")) == ["credentials-expired"]


def test_there_is_a_mutant_for_every_check() -> None:
    elsewhere = {"credentials-expired", "recorded"}  # above, and in test_record.py
    caught = {each.code for each in MUTANTS.values()} | elsewhere
    assert caught == {each.code for each in ALL}


def test_a_fake_that_fails_is_told_with_its_line(tmp_path: Path) -> None:
    world = notes_world(tmp_path, fake=FAKE.replace('"email")]', '"mail")][1 // 0]'))
    (outcome, *_) = hold_to_contract(world, "notes").outcomes
    (failure,) = outcome.failures
    assert "fake.py:12 raised ZeroDivisionError for GET /notes" in failure.seen


ENVELOPED = (
    MANIFEST.replace(
        "batch: {style: ids-param, param: email, max: 20}",
        """batch:
      style: envelope
      requests: requests
      each: {id: "{id}", url: "/notes?email={key}"}
      responses: answers
      body: body
      status: status
      id: id
      max: 20""",
    )
    .replace("    pages: {cursor: next, param: after}\n", "")
    .replace("GET /notes", "POST /batch")
)
ALIASED = MANIFEST.replace(
    "batch: {style: ids-param, param: email, max: 20}",
    "batch: {style: graphql-alias, variable: email, max: 20}",
).replace("    pages: {cursor: next, param: after}\n", "").replace(
    "request: GET /notes",
    "request:\n      document: 'query Q($email: String!) { notes(email: $email) { id } }'",
).replace("records: data", "records: data.notes").replace("    per_key: limit\n", "")  # fmt: skip
DATABASE = MANIFEST.replace("name: Notes", "name: Notes\ncategory: database").replace(
    "request: GET /notes", "request: {sql: SELECT * FROM notes WHERE email IN (:keys)}"
).replace("{style: ids-param, param: email, max: 20}", "{style: sql-any, max: 20}").replace(
    "    pages: {cursor: next, param: after}\n", ""
).replace("records: data", "records: rows").replace("    per_key: limit\n", "").replace(
    "authentication: bearer", "authentication: none"
)  # fmt: skip


@pytest.mark.parametrize("manifest", [ENVELOPED, ALIASED, DATABASE])
def test_any_style_is_asked_of_what_its_declaration_says(manifest: str, tmp_path: Path) -> None:
    result = hold_to_contract(notes_world(tmp_path, manifest, None), "notes")
    states = {each.code: each.state for each in result.outcomes}
    assert not failed(result), [each.failures for each in result.outcomes]
    assert states["keys-500"] == states["other-keys"] == states["truncated"] == "passed"
    assert not result.untested
    assert orjson.dumps(states)
