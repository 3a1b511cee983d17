from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest
from pydantic import SecretStr

from aggregator.authoring.recorder import Recorder
from aggregator.authoring.recording.folder import LATEST, RecordingFolder
from aggregator.authoring.recording.tape import Tape
from aggregator.demo.company import DemoCompany
from aggregator.domain.errors import SettingsError
from aggregator.settings import Settings
from aggregator.telemetry.trace import Trace
from tests.support.product import Product, running_product


async def test_nothing_is_recorded_unless_asked_for(company: DemoCompany, tmp_path: Path) -> None:
    folder = tmp_path / "recordings"
    async with running_product(company, tmp_path, recordings=folder) as product:
        assert product.service.snapshot.settings.record == 0
        await product.ask(["usage"], email="alex@grocery.co")
    assert not folder.exists()


async def test_what_plain_was_told_is_what_is_recorded(
    company: DemoCompany, tmp_path: Path
) -> None:
    folder = tmp_path / "recordings"
    async with running_product(company, tmp_path, record=2, recordings=folder) as product:
        card = (await product.ask(["usage"], email="alex@grocery.co"))["usage"]
    recording = RecordingFolder(folder).find(LATEST)
    assert recording.id == "REFERENCE1"
    assert recording.answers == {
        "usage": {
            "timeToLiveSeconds": card["timeToLiveSeconds"],
            "components": card["components"],
        }
    }


async def test_a_card_from_memory_is_recorded_as_it_was_without(
    company: DemoCompany, tmp_path: Path
) -> None:
    folder = tmp_path / "recordings"
    async with running_product(company, tmp_path, record=2, recordings=folder) as product:
        await product.ask(["usage"], email="alex@grocery.co")
        company.fault("product", "503")
        stale = (await product.ask(["usage"], email="alex@grocery.co"))["usage"]
    assert "As of" in str(stale["components"])
    told = RecordingFolder(folder).find(LATEST).answers["usage"]
    assert "Product did not answer. Reload in a minute." in str(told["components"])


async def test_a_recording_that_cannot_be_kept_costs_no_card(
    product: Product, tmp_path: Path
) -> None:
    (tmp_path / "taken").write_text("a file where the folder should be")
    recorder = Recorder(tmp_path / "taken", 5)
    with recorder.tape(Trace(), product.service.snapshot.settings) as tape:
        assert tape is not None


def test_a_request_that_raises_is_raised_on(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path, 5)
    with pytest.raises(KeyError), recorder.tape(Trace(), Settings()):
        raise KeyError("x")
    assert RecordingFolder(tmp_path).files() == []


async def test_secrets_and_addresses_that_are_known_stand_in_no_recording(
    company: DemoCompany, tmp_path: Path
) -> None:
    folder = tmp_path / "recordings"
    async with running_product(company, tmp_path, record=2, recordings=folder) as product:
        secrets = product.service.snapshot.settings.secrets
        await product.ask(["usage"], email="alex@grocery.co")
    text = RecordingFolder(folder).files()[0].read_text()
    assert secrets
    assert not [secret for secret in (*secrets, "alex@grocery.co") if secret in text]
    assert "@redacted.example" in text


def test_secrets_are_those_of_the_moment_and_not_of_the_start(tmp_path: Path) -> None:
    kept: list[object] = []

    class Heard:
        addresses: tuple[str, ...] = ()

        def recording(self, _: Trace, redact: Callable[[object], object]) -> None:
            kept.append(redact({"said": "the newsecret1 and oldsecret1"}))

    settings = Settings(signing_secrets=["oldsecret1"])
    recorder = Recorder(tmp_path / "kept", 5)
    for secret in ("oldsecret1", "newsecret1"):
        renewed = settings.model_copy(update={"signing_secrets": (SecretStr(secret),)})
        recorder._keep(cast("Tape", Heard()), Trace(), renewed)
    before, after = map(str, kept)
    assert "newsecret1" in before
    assert "oldsecret1" not in before
    assert "newsecret1" not in after


def test_a_folder_of_somebody_else_is_refused_only_where_it_would_be_recorded_into(
    tmp_path: Path,
) -> None:
    (tmp_path / "package.json").write_text("{}")
    Recorder(tmp_path, 0)
    with pytest.raises(SettingsError, match="Rule: the oldest recordings are removed"):
        Recorder(tmp_path, 1)
