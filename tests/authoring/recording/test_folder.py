import json
import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from aggregator.authoring.cases.spelling import CaseError
from aggregator.authoring.recording.folder import LATEST, RecordingFolder
from aggregator.domain.errors import SettingsError
from tests.support.recordings import recording


@pytest.fixture
def folder(tmp_path: Path) -> RecordingFolder:
    folder = RecordingFolder(tmp_path / "recordings")
    folder.redactor()
    return folder


def test_the_last_ones_are_kept_and_the_oldest_removed(folder: RecordingFolder) -> None:
    for number in range(5):
        folder.keep(recording(number), maximum=3)
    assert [each.id for each in folder.read_all()] == ["REF4", "REF3", "REF2"]


def test_a_recording_is_found_by_how_its_id_begins_or_as_the_latest(
    folder: RecordingFolder,
) -> None:
    folder.keep(recording(1), maximum=9)
    folder.keep(recording(2), maximum=9)
    assert folder.find(LATEST) == recording(2)
    assert folder.find("ref1") == recording(1)
    with pytest.raises(CaseError, match="no recording REF3"):
        folder.find("REF3")


def test_the_latest_is_that_which_has_every_card_asked_for(folder: RecordingFolder) -> None:
    for number, keys in enumerate((["a", "b"], ["a"], ["c"])):
        request = {**recording().request, "cardKeys": keys}
        folder.keep(replace(recording(number), request=request), maximum=9)
    assert folder.find(LATEST, ["a"]).id == "REF1"
    assert folder.find(LATEST, ["b", "a"]).id == "REF0"
    with pytest.raises(CaseError, match="No recording has b and c"):
        folder.find(LATEST, ["b", "c"])


def test_a_recording_is_not_written_through_a_link(folder: RecordingFolder, tmp_path: Path) -> None:
    kept = folder.keep(recording(), maximum=9)
    other = tmp_path / "other"
    other.write_text("mine")
    (folder.path / f".{kept.name}.{os.getpid()}").symlink_to(other)
    with pytest.raises(OSError, match="links are not written through"):
        folder.keep(recording(), maximum=9)
    assert other.read_text() == "mine"


def test_an_empty_folder_says_how_to_record(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="aggregator demo records"):
        RecordingFolder(tmp_path / "nowhere").find(LATEST)


def test_only_the_owner_can_read_any_of_it(folder: RecordingFolder) -> None:
    file = folder.keep(recording(), maximum=1)
    for path in (file, folder.path / ".key"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.path.stat().st_mode) == 0o700


def test_the_key_stays_so_that_pseudonyms_do(folder: RecordingFolder) -> None:
    assert RecordingFolder(folder.path).redactor().pseudonym("a@b.example") == (
        folder.redactor().pseudonym("a@b.example")
    )


def test_a_person_is_forgotten_by_e_mail_and_by_any_id(folder: RecordingFolder) -> None:
    pseudonym = folder.redactor().pseudonym("a@b.example")
    folder.keep(recording(1, customer={"email": pseudonym}), maximum=9)
    folder.keep(recording(2, customer={"externalId": "user_1"}), maximum=9)
    folder.keep(recording(3, customer={"externalId": "user_10"}), maximum=9)
    assert folder.forget("user_1") == 1
    assert [each.id for each in folder.read_all()] == ["REF3", "REF1"]
    assert folder.forget("A@B.example") == 1
    assert [each.id for each in folder.read_all()] == ["REF3"]


def test_what_is_no_recording_is_passed_over(folder: RecordingFolder) -> None:
    folder.keep(recording(1), maximum=9)
    (folder.path / "20990101T000000000000-X.json").write_text("{}")
    (folder.path / "20990101T000000000000-Y.json").write_text("not json")
    assert [each.id for each in folder.read_all()] == ["REF1"]


def test_a_reference_cannot_lead_out_of_the_folder(folder: RecordingFolder) -> None:
    file = folder.keep(replace(recording(), id="../../x y"), maximum=1)
    assert file.parent == folder.path
    assert json.loads(file.read_text())["id"] == "../../x y"


def test_files_of_somebody_else_are_neither_read_nor_removed(folder: RecordingFolder) -> None:
    names = ["package.json", "2026-11-22.json", "20261122T100000-x.json", "x.json.bak"]
    names += ["20990101T000000000000-X.json.json", "20990101T000000000000-a b.json"]
    for name in names:
        (folder.path / name).write_text("{}")
    (folder.path / "20990101T000000000000-D.json").mkdir()
    for number in range(3):
        folder.keep(recording(number), maximum=1)
    assert [each.id for each in folder.read_all()] == ["REF2"]
    assert folder.forget("anybody") == 0
    assert all((folder.path / name).exists() for name in names)


def test_a_folder_with_files_of_somebody_else_is_refused(
    folder: RecordingFolder, tmp_path: Path
) -> None:
    folder.keep(recording(), maximum=1)
    (folder.path / ".DS_Store").write_text("")
    folder.claim()
    RecordingFolder(tmp_path / "nowhere").claim()
    (folder.path / "package.json").write_text("{}")
    with pytest.raises(SettingsError, match=r"holds package\.json.*Fix: name another folder"):
        folder.claim()
