"""`/api/pulls`: begun, followed, looked at, cancelled, tried again, undone; by operators alone."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import orjson
import pytest

from aggregator.directory.directory import Directory
from aggregator.directory.pulls.pulls import PulledSource, Pulls
from aggregator.directory.values import CustomerUpsert
from aggregator.domain.errors import InvalidRequest, SourceUnavailable
from aggregator.store import Store
from aggregator.web.app import create_app
from tests.support.fake_service import FakeService, importing, pulling
from tests.support.pulled_crm import FakeCrm
from tests.support.stores import BY
from tests.support.web_client import client, server_sent

OPERATOR = {"Authorization": "Bearer demo-operator"}


@pytest.fixture
def crm() -> FakeCrm:
    return FakeCrm()


@pytest.fixture
def service(directory: Directory, store: Store, crm: FakeCrm) -> FakeService:
    @asynccontextmanager
    async def opened(_: str, name: str) -> AsyncIterator[PulledSource]:
        if name != "crm":
            raise InvalidRequest(f"There is no source {name}. Fix: one of the settings: crm")
        yield crm.source()

    return FakeService(
        directory=directory, puller=pulling(store, opened), importer=importing(store)
    )


@pytest.fixture
async def http(service: FakeService) -> AsyncIterator[httpx.AsyncClient]:
    service.puller.start()
    async with client(create_app(service)) as opened:
        yield opened
    await service.puller.stop()


async def asked(
    http: httpx.AsyncClient, what: str, status: int = 200, **body: object
) -> dict[str, Any]:
    method, _, path = what.partition(" ")
    answer = await http.request(method, f"/api/pulls{path}", headers=OPERATOR, json=body or None)
    assert answer.status_code == status, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def followed(http: httpx.AsyncClient, id_: str) -> list[tuple[str, dict[str, Any]]]:
    answer = await http.get(f"/api/pulls/{id_}/events", headers=OPERATOR)
    return [(each["event"], orjson.loads(each["data"])) for each in server_sent(answer)]


async def test_a_source_is_pulled_from_followed_and_undone(
    http: httpx.AsyncClient, crm: FakeCrm
) -> None:
    begun = await asked(http, "POST ", 202, source="crm")
    assert (begun["state"], begun["source"], begun["since"]) == ("running", "crm", None)
    name, end = (await followed(http, begun["id"]))[-1]
    assert (name, end["row"], end["rows"], end["failure"]) == ("end", 6, None, None)
    assert end["counts"] == {"created": 6, "updated": 0, "unchanged": 0, "failed": 0}
    again = await asked(http, "POST ", 202, source="crm")
    assert again["since"] is not None
    assert (await followed(http, again["id"]))[-1][1]["counts"]["unchanged"] == 6
    undone = await asked(http, f"POST /{begun['id']}/undo")
    assert undone["removed"] == 6
    states = [(each["state"], each["by"]) for each in (await asked(http, "GET "))["pulls"]]
    assert states == [("done", "token:operator"), ("undone", "token:operator")]
    third = await asked(http, "POST ", 202, source="crm")
    assert third["since"] is None  # what was undone is missing, and is asked for again
    assert (await followed(http, third["id"]))[-1][1]["counts"]["created"] == 6


async def test_a_dry_run_tells_what_would_not_be_taken_and_changes_nothing(
    http: httpx.AsyncClient, crm: FakeCrm, directory: Directory
) -> None:
    crm.people += [{"id": 90, "mail": "no mail"}, {"mail": "nobody@x.co"}, {"id": 91, "mail": "-"}]
    begun = await asked(http, "POST ", 202, source="crm", dryRun=True)
    _, end = (await followed(http, begun["id"]))[-1]
    assert (end["counts"]["created"], end["counts"]["failed"]) == (6, 3)
    assert await directory.is_empty("w_demo")
    first = await asked(http, f"GET /{begun['id']}/refused?first=2")
    assert [(each["record"], each["code"]) for each in first["refused"]] == [
        (7, "bad_email"),
        (8, "missing_required"),
    ]
    assert first["refused"][0]["fix"]
    rest = await asked(http, f"GET /{begun['id']}/refused?after={first['next']}")
    assert ([each["record"] for each in rest["refused"]], rest["next"]) == ([9], None)
    assert (await asked(http, f"GET /{begun['id']}"))["dryRun"] is True
    undo = await asked(http, f"POST /{begun['id']}/undo", 400)
    assert "dry" in undo["detail"]
    real = await asked(http, "POST ", 202, source="crm")
    assert real["since"] is None  # a try is no pull


async def test_one_that_failed_says_why_and_goes_on_where_it_was(
    http: httpx.AsyncClient, crm: FakeCrm
) -> None:
    crm.fails = [SourceUnavailable("crm", "crm did not answer")]
    begun = await asked(http, "POST ", 202, source="crm")
    name, told = (await followed(http, begun["id"]))[-1]
    assert (name, told["state"], told["failure"]) == ("failed", "running", "crm did not answer")
    shown = await asked(http, f"GET /{begun['id']}")
    assert (shown["failure"], shown["records"]) == ("crm did not answer", 3)
    twice = await asked(http, "POST ", 400, source="crm")
    assert (begun["id"] in twice["detail"], "resume" in twice["detail"]) == (True, True)
    asked_before = len(crm.asked)
    resumed = await asked(http, f"POST /{begun['id']}/resume", 202)
    assert resumed["failure"] is None
    name, end = (await followed(http, begun["id"]))[-1]
    assert (name, end["counts"]["created"]) == ("end", 6)
    assert crm.asked[asked_before][:2] == ("contact", 2)
    assert (
        "nothing to go on with" in (await asked(http, f"POST /{begun['id']}/resume", 400))["detail"]
    )


async def test_one_whose_server_ended_is_gone_on_with_by_the_next(
    service: FakeService, crm: FakeCrm
) -> None:
    async with client(create_app(service)) as http:
        begun = await asked(http, "POST ", 202, source="crm")  # nobody is there to do it
        twice = await asked(http, "POST ", 400, source="crm")
        assert "follow it, or cancel it" in twice["detail"]
        service.puller.start()
        assert (await followed(http, begun["id"]))[-1][1]["counts"]["created"] == 6
        await service.puller.stop()


async def test_a_cancelled_one_is_not_gone_on_with(service: FakeService, crm: FakeCrm) -> None:
    async with client(create_app(service)) as http:
        begun = await asked(http, "POST ", 202, source="crm")
        assert (await asked(http, f"POST /{begun['id']}/cancel"))["state"] == "cancelled"
        service.puller.start()
        again = await asked(http, "POST ", 202, source="crm")
        await followed(http, again["id"])
        await service.puller.stop()
        assert (await asked(http, f"GET /{begun['id']}"))["records"] == 0


async def test_one_of_a_source_that_is_gone_stops_and_says_so(
    service: FakeService, store: Store, crm: FakeCrm
) -> None:
    gone = PulledSource("gone", crm.source().connector, crm)
    job = await Pulls(store, "w_demo").begin(gone, "t", served=True)
    service.puller.start()
    async with client(create_app(service)) as http:
        name, told = (await followed(http, job.id))[-1]
        assert (name, "There is no source gone. Fix: " in told["failure"]) == ("failed", True)
    await service.puller.stop()


async def test_what_cannot_be_done_is_told_with_its_fix(
    http: httpx.AsyncClient, store: Store, crm: FakeCrm
) -> None:
    missing = await asked(http, "POST ", 400, source="nowhere")
    assert "There is no source nowhere. Fix: " in missing["detail"]
    assert "not known" in (await asked(http, "POST ", 400, source="crm", fully=True))["detail"]
    for path in ("GET /pull_0", "GET /pull_0/events", "GET /pull_0/refused", "POST /pull_0/undo"):
        assert "There is no pull pull_0" in (await asked(http, path, 400))["detail"]
    job = await Pulls(store, "w_demo").begin(crm.source(), "cli:ann")
    for what in ("cancel", "undo"):
        as_import = await http.post(f"/api/imports/{job.id}/{what}", headers=OPERATOR)
        assert f"There is no import {job.id}" in as_import.json()["detail"]
    undo = await asked(http, f"POST /{job.id}/undo", 400)
    assert undo["detail"].startswith(f"The pull {job.id} is running. Rule: ")
    by_command = await asked(http, f"POST /{job.id}/resume", 400)
    assert f"customers pull crm --resume {job.id}" in by_command["detail"]


@pytest.mark.parametrize("what", ["POST ", "GET ", "GET /x", "GET /x/events", "POST /x/undo"])
async def test_only_operators_pull(http: httpx.AsyncClient, what: str) -> None:
    method, _, path = what.partition(" ")
    for token, status in [("demo-engineer", 403), ("nobody", 401)]:
        header = {"Authorization": f"Bearer {token}"}
        answer = await http.request(
            method, f"/api/pulls{path}", headers=header, json={"source": "crm"}
        )
        assert answer.status_code == status


async def test_nothing_of_another_workspace_is_told(
    http: httpx.AsyncClient, store: Store, crm: FakeCrm, directory: Directory
) -> None:
    await directory.upsert("w_other", BY, customers=[CustomerUpsert("u1")])
    job = await Pulls(store, "w_other").begin(crm.source(), "t", served=True)
    assert (await asked(http, "GET "))["pulls"] == []
    for path in (f"GET /{job.id}", f"POST /{job.id}/cancel", f"POST /{job.id}/undo"):
        assert "There is no pull" in (await asked(http, path, 400))["detail"]
