"""`/api/imports`: sent, looked at, tried, imported, followed, undone; by operators alone."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest

from aggregator.directory.directory import Directory
from aggregator.directory.pulls.pulls import PulledSource, Pulls
from aggregator.directory.values import CustomerUpsert, Provenance
from aggregator.domain.lookup import SourceList
from aggregator.jobs.jobs import JobState
from aggregator.store import Store
from aggregator.upstream.listing import ListPage
from aggregator.upstream.paging import PagePlace
from aggregator.web.app import create_app
from tests.support.fake_service import FakeService, importing
from tests.support.horrors import CSV_HORRORS, NO_FILES
from tests.support.the_world import the_world
from tests.support.web_client import client, server_sent

OPERATOR = {"Authorization": "Bearer demo-operator", "Content-Type": "text/csv"}
ROWS = "external_ref,E-Mail,display_name,colour\n" + "".join(
    f"u{n},p{n}@acme.com,Person {n},red\n" for n in range(250)
)
BAD = "external_ref,email\nu1,ann@acme.com\nu2,no mail\nu3\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "sent"


@pytest.fixture
def service(directory: Directory, store: Store, folder: Path) -> FakeService:
    return FakeService(directory=directory, importer=importing(store, folder))


@pytest.fixture
async def http(service: FakeService) -> AsyncIterator[httpx.AsyncClient]:
    service.importer.start()
    async with client(create_app(service)) as opened:
        yield opened
    await service.importer.stop()


async def sent(
    http: httpx.AsyncClient, file: str | bytes, query: str = "", status: int = 202
) -> dict[str, Any]:
    answer = await http.post(f"/api/imports?{query}", content=file, headers=OPERATOR)
    assert answer.status_code == status, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def followed(http: httpx.AsyncClient, id_: str, last: str = "") -> list[dict[str, Any]]:
    header = {**OPERATOR, **({"Last-Event-ID": last} if last else {})}
    answer = await http.get(f"/api/imports/{id_}/events", headers=header)
    return [
        {**orjson.loads(each["data"]), "event": each["event"], "at": each["id"]}
        for each in server_sent(answer)
    ]


async def downloaded(http: httpx.AsyncClient, id_: str, kind: str) -> list[str]:
    answer = await http.get(f"/api/imports/{id_}/files/{kind}", headers=OPERATOR)
    assert answer.status_code == 200, answer.text
    return answer.text.splitlines()


def kept(folder: Path) -> list[Path]:
    return list(folder.iterdir()) if folder.exists() else []


async def total(http: httpx.AsyncClient) -> int:
    found: int = (await http.get("/api/customers", headers=OPERATOR)).json()["total"]
    return found


async def test_a_file_is_looked_at_before_anything_is_begun(
    http: httpx.AsyncClient, folder: Path
) -> None:
    told = await sent(http, ROWS, "look=true&name=our+customers", status=200)
    assert (told["id"], told["rows"], told["file"]) == (None, 250, "our_customers.csv")
    assert [(c["field"], c["why"]) for c in told["columns"]] == [
        ("external_ref", "exact"),
        ("email", "exact"),
        ("display_name", "exact"),
        (None, "unknown"),
    ]
    assert kept(folder) == []
    assert (await http.get("/api/imports", headers=OPERATOR)).json() == {"imports": []}


async def test_a_file_is_imported_followed_and_undone(
    http: httpx.AsyncClient, folder: Path
) -> None:
    begun = await sent(http, ROWS)
    events = await followed(http, begun["id"])
    assert events[-1]["event"] == "end"
    assert events[-1]["counts"] == {"created": 250, "updated": 0, "unchanged": 0, "failed": 0}
    [again] = await followed(http, begun["id"], events[-1]["at"])
    assert again["event"] == "end"
    assert await total(http) == 250
    assert len(await downloaded(http, begun["id"], "ok")) == 251
    [file] = kept(folder)
    assert file.stat().st_mode & 0o777 == 0o600
    twice = await sent(http, ROWS)
    assert (await followed(http, twice["id"]))[-1]["counts"]["unchanged"] == 250
    undone = await http.post(f"/api/imports/{begun['id']}/undo", headers=OPERATOR)
    assert undone.json()["removed"] == 250
    assert await total(http) == 0
    listed = (await http.get("/api/imports/", headers=OPERATOR)).json()["imports"]
    assert [each["state"] for each in listed] == ["done", "undone"]


async def test_a_dry_run_tells_each_row_and_changes_nothing(http: httpx.AsyncClient) -> None:
    begun = await sent(http, BAD, "dryRun=true")
    end = (await followed(http, begun["id"]))[-1]
    assert end["counts"] == {"created": 1, "updated": 0, "unchanged": 0, "failed": 2}
    failed = await downloaded(http, begun["id"], "failed")
    assert ["bad_email" in failed[1], "ragged_row" in failed[2]] == [True, True]
    assert await total(http) == 0
    undo = await http.post(f"/api/imports/{begun['id']}/undo", headers=OPERATOR)
    assert (undo.status_code, "dry" in undo.text) == (400, True)


async def test_an_import_whose_server_ended_is_gone_on_with_by_the_next(
    service: FakeService, store: Store, folder: Path
) -> None:
    async with client(create_app(service)) as http:
        begun = await sent(http, ROWS)  # nobody is there to do it
        state = (await http.get(f"/api/imports/{begun['id']}", headers=OPERATOR)).json()
        assert (state["state"], state["row"]) == ("running", 0)
        first, second = importing(store, folder), importing(store, folder)
        first.start()
        while (await first.of("w_demo").job(begun["id"])).cursor["row"] == 0:  # noqa: ASYNC110 it is another task
            await asyncio.sleep(0.001)
        await first.stop()
        second.start()
        end = (await followed(http, begun["id"]))[-1]
        await second.stop()
        assert end["counts"]["created"] == 250
        assert await total(http) == 250


async def test_a_cancelled_import_keeps_what_it_did_and_says_what_was_not_reached(
    service: FakeService,
) -> None:
    async with client(create_app(service)) as http:
        begun = await sent(http, ROWS)
        stopped = await http.post(f"/api/imports/{begun['id']}/cancel", headers=OPERATOR)
        assert stopped.json()["state"] == "cancelled"
        assert len(await downloaded(http, begun["id"], "not-processed")) == 251
        resumed = await http.post(f"/api/imports/{begun['id']}/resume", headers=OPERATOR)
        assert resumed.status_code == 400


@pytest.mark.parametrize(
    ("file", "query", "code"),
    [
        *((file, "", said) for _, file, said in NO_FILES),
        (b"a,b\n1,2\n", "", "means anything"),
        (b"external_ref\n", "map=x", "COLUMN=FIELD"),
        (b"external_ref\n", "as=people", "`as` is one of"),
        (b"external_ref\n", "existing=no", "`existing` is one of"),
        (b"external_ref\n", "encoding=klingon", "no encoding"),
    ],
)
async def test_a_file_that_is_no_good_is_told_and_not_kept(
    http: httpx.AsyncClient, folder: Path, file: bytes, query: str, code: str
) -> None:
    told = await sent(http, file, query, status=400)
    assert code in told["detail"]
    assert kept(folder) == []


@pytest.fixture
def in_its_place(folder: Path) -> Path:
    """A file where the folder should be."""
    folder.write_text("")
    return folder


async def test_a_file_that_cannot_be_kept_is_no_fault_of_whoever_sent_it(
    in_its_place: Path, http: httpx.AsyncClient
) -> None:
    told = await sent(http, b"external_ref\nu1\n", status=503)
    assert "DIRECTORY_UNAVAILABLE" in told.values()  # and the server's log says why
    assert in_its_place.stat().st_size == 0  # noqa: ASYNC240 no disk to wait for


async def test_horrors_are_answered_by_codes_of_their_rows(http: httpx.AsyncClient) -> None:
    for horror in CSV_HORRORS:
        begun = await sent(http, horror.file)
        end = (await followed(http, begun["id"]))[-1]
        told = {name: many for name, many in end["counts"].items() if many}
        assert told == horror.counts, horror.what
        failed = "\n".join(await downloaded(http, begun["id"], "failed"))
        for code in horror.codes:
            assert code in failed, horror.what
        await http.post(f"/api/imports/{begun['id']}/undo", headers=OPERATOR)
        assert await total(http) == 0


async def test_what_is_no_file_and_what_is_not_there_are_told(http: httpx.AsyncClient) -> None:
    json = {**OPERATOR, "Content-Type": "application/json"}
    assert (await http.post("/api/imports", content=b"{}", headers=json)).status_code == 415
    for path in ("", "/events", "/files/ok"):
        answer = await http.get(f"/api/imports/imp_0{path}", headers=OPERATOR)
        assert answer.status_code == 400
    viewer = {"Authorization": "Bearer demo-engineer"}
    assert (await http.get("/api/imports", headers=viewer)).status_code == 403


async def test_a_pull_is_no_import_and_goes_on_when_it_is_asked_for_as_one(
    http: httpx.AsyncClient, store: Store
) -> None:
    pulls = Pulls(store, "w_demo")
    crm = PulledSource("crm", the_world().connectors["crm"], unread)
    job = await pulls.begin(crm, "test")
    answer = await http.post(f"/api/imports/{job.id}/cancel", headers=OPERATOR)
    assert (answer.status_code, "There is no import" in answer.text) == (400, True)
    assert (await pulls.job(job.id)).state is JobState.RUNNING


async def unread(all_of_them: SourceList, at: PagePlace | None, since: datetime | None) -> ListPage:
    raise AssertionError(f"nobody asks for {all_of_them.kind} at {at} since {since}")


async def test_when_somebody_is_erased_no_file_that_may_name_them_is_left(
    http: httpx.AsyncClient, folder: Path
) -> None:
    begun = await sent(http, "external_ref,email\nu1,ann@acme.com\n")
    await followed(http, begun["id"])
    [ann] = (await http.get("/api/customers", headers=OPERATOR)).json()["customers"]
    assert len(kept(folder)) == 1
    gone = await http.delete(f"/api/customers/{ann['id']}", headers=OPERATOR)
    assert gone.status_code == 200, gone.text
    assert kept(folder) == []
    lost = await http.get(f"/api/imports/{begun['id']}/files/ok", headers=OPERATOR)
    assert (lost.status_code, "deleted" in lost.text) == (400, True)


async def test_an_import_during_which_somebody_was_erased_keeps_no_file_when_it_has_ended(
    service: FakeService, folder: Path
) -> None:
    async with client(create_app(service)) as http:
        begun = await sent(http, "external_ref,email\nu1,ann@acme.com\n")  # nobody does it yet
        told = await service.directory.upsert(
            "w_demo", Provenance("backend", "t"), customers=[CustomerUpsert(external_id="u2")]
        )
        gone = await http.delete(f"/api/customers/{told[0].id}", headers=OPERATOR)
        assert gone.status_code == 200, gone.text
        assert len(kept(folder)) == 1
        service.importer.start()
        await followed(http, begun["id"])
        await service.importer._clean()
        assert kept(folder) == []
        later = await sent(http, "external_ref,email\nu3,bob@acme.com\n")
        await followed(http, later["id"])
        await service.importer._clean()
        assert len(kept(folder)) == 1  # what was sent since names nobody who is erased
        await service.importer.stop()
