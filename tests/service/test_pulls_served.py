"""A running service pulls from its own source when an operator asks for it over HTTP."""

import hashlib
import json
from pathlib import Path

import httpx
import orjson
import pytest

from aggregator.demo.company import DemoCompany
from aggregator.demo.personas import ALEX
from aggregator.service import Service
from aggregator.settings import load_settings
from aggregator.web.app import create_app
from tests.support.web_client import client

OPERATOR = {"Authorization": "Bearer opens"}


@pytest.fixture
def settings_file(tmp_path: Path, company: DemoCompany, monkeypatch: pytest.MonkeyPatch) -> Path:
    sha = hashlib.sha256(b"opens").hexdigest()
    toml = 'header_name = "x-key"\nheader_secrets = ["opens"]\n'
    toml += f'[[tokens]]\nname = "ops"\nrole = "operator"\nsha256 = "{sha}"\n'
    for source in company.sources.values():
        if source.name == "crm":
            credentials = ", ".join(f"{n} = {json.dumps(v)}" for n, v in source.credentials.items())
            toml += (
                f'\n[sources.{source.name}]\nconnector = "{source.connector}"\n'
                f'url = "{source.url}"\ncredentials = {{ {credentials} }}\n'
            )
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "aggregator.toml"
    file.write_text(toml)
    return file


@pytest.mark.real_time
async def test_everybody_of_the_crm_is_pulled_and_found(
    settings_file: Path, company: DemoCompany
) -> None:
    service = Service(load_settings(settings_file))
    await service.start()
    try:
        async with client(create_app(service)) as http:
            begun = await asked(http, "POST", "", {"source": "crm"})
            answer = await http.get(f"/api/pulls/{begun['id']}/events", headers=OPERATOR)
            last = [line for line in answer.text.splitlines() if line.startswith("data: ")][-1]
            told = orjson.loads(last.removeprefix("data: "))
            contacts = [each for each in company.data.customers if each.contact_id is not None]
            assert (told["state"], told["failure"]) == ("done", None)
            assert told["row"] == len(contacts) + len(company.data.accounts)
            found = await http.get(f"/api/customers?email={ALEX.email}", headers=OPERATOR)
            [alex] = found.json()["customers"]
            [contact] = [each for each in contacts if each.persona is ALEX]
            assert alex["keys"]["crm.contact"] == contact.contact_id
            gone = await http.post("/api/pulls", headers=OPERATOR, json={"source": "billing"})
            assert "There is no source billing. Fix: one of the settings: crm" in gone.text
    finally:
        await service.stop()


async def asked(
    http: httpx.AsyncClient, method: str, path: str, body: dict[str, object]
) -> dict[str, str]:
    answer = await http.request(method, f"/api/pulls{path}", headers=OPERATOR, json=body)
    assert answer.status_code == 202, answer.text
    told: dict[str, str] = answer.json()
    return told
