"""What is kept between runs: never a wrong value, whatever became of the file."""

import os
from pathlib import Path

import pytest

from aggregator import kept
from aggregator.kept import Kept, digest, files_stamp, program


def keep(file: Path, basis: str = "basis", maximum: int = 10, **values: object) -> None:
    store = Kept(file, basis, maximum)
    for stamp, value in values.items():
        store.keep(stamp, value)
    store.save()


def recall(file: Path, stamp: str, basis: str = "basis") -> object:
    return Kept(file, basis, 10).recall(stamp)


def test_what_was_kept_is_there_for_the_same_basis_alone(tmp_path: Path) -> None:
    file = tmp_path / "cache" / "runs.json"
    keep(file, one={"a": [1, None, "ä\ud800"]})
    assert recall(file, "one") == {"a": [1, None, "ä\ud800"]}
    assert recall(file, "two") is None
    assert recall(file, "one", "another") is None


def test_those_kept_longest_ago_are_forgotten_first(tmp_path: Path) -> None:
    file = tmp_path / "runs.json"
    keep(file, a=1, b=2)
    keep(file, a=1, maximum=2)
    keep(file, c=3, maximum=2)
    assert [recall(file, stamp) for stamp in "abc"] == [1, None, 3]


@pytest.mark.parametrize("spoilt", [b"", b"\xff\xfe\x00", b"[]", b"{}\n{}\n", b"[" * 100_000])
def test_a_spoilt_file_is_as_good_as_none(tmp_path: Path, spoilt: bytes) -> None:
    file = tmp_path / "runs.json"
    file.write_bytes(spoilt)
    assert recall(file, "one") is None
    keep(file, one=1)
    assert recall(file, "one") == 1


def test_a_file_that_was_changed_or_cut_is_as_good_as_none(tmp_path: Path) -> None:
    file = tmp_path / "runs.json"
    keep(file, one="well", two="ill")
    whole = file.read_bytes()
    for spoilt in (whole.replace(b"well", b"sick"), whole[:-4], whole[65:]):
        file.write_bytes(spoilt)
        assert recall(file, "one") is None


def test_a_folder_that_cannot_be_written_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file stands here", encoding="utf-8")
    keep(tmp_path / "cache" / "runs.json", one=1)
    assert (tmp_path / "cache").read_text(encoding="utf-8") == "a file stands here"


def test_no_two_lists_of_texts_have_one_hash() -> None:
    assert len({digest("a", "b"), digest("ab"), digest("ab", ""), digest("", "ab")}) == 4


def test_a_stamp_is_of_contents_and_names(tmp_path: Path) -> None:
    folder = tmp_path / "cards"
    seen = [files_stamp([folder])]

    def changed() -> bool:
        seen.append(files_stamp([folder]))
        return seen[-1] not in seen[:-1]

    folder.mkdir()
    assert changed()
    (folder / "a.graphql").write_text("one", encoding="utf-8")
    assert changed()
    before = (folder / "a.graphql").stat()
    (folder / "a.graphql").write_text("two", encoding="utf-8")
    os.utime(folder / "a.graphql", ns=(before.st_atime_ns, before.st_mtime_ns))
    assert changed()
    (folder / "a.graphql").rename(folder / "b.graphql")
    assert changed()
    (folder / "inner").mkdir()
    assert changed()
    (folder / "c.graphql").symlink_to(folder / "b.graphql")
    assert changed()
    (folder / "c.graphql").unlink()
    (folder / "c.graphql").write_text("two", encoding="utf-8")
    assert changed()
    (folder / ".b.graphql.swp").write_text("an editor's", encoding="utf-8")
    assert not changed()


def test_what_cannot_be_known_has_no_stamp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "deep")
    assert files_stamp([tmp_path / "link"]) is None
    (tmp_path / "deep" / "large").write_bytes(b"12345")
    monkeypatch.setattr(kept, "MOST_BYTES", 4)
    assert files_stamp([tmp_path / "deep"]) is None
    monkeypatch.setattr(kept, "MOST_BYTES", 5)
    assert files_stamp([tmp_path / "deep"]) is not None
    monkeypatch.setattr(kept, "MOST_FILES", 1)
    assert files_stamp([tmp_path / "deep"]) is None


def test_a_pipe_holds_nobody_up(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "card.graphql")
    assert files_stamp([tmp_path]) is not None


def test_another_release_or_another_library_is_another_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package, installed = tmp_path / "aggregator", tmp_path / "anywhere"
    package.mkdir()
    (installed / "babel-1.dist-info").mkdir(parents=True)
    (package / "rule.py").write_text("A = 1\n", encoding="utf-8")
    monkeypatch.setattr(kept, "_PACKAGE", package)
    monkeypatch.setattr("sys.path", [str(installed)])
    now = program.__wrapped__  # as another process would say it
    seen = {now(), now()}
    (package / "rule.py").write_text("A = 12\n", encoding="utf-8")
    seen.add(now())
    (installed / "babel-1.dist-info").rename(installed / "babel-2.dist-info")
    seen.add(now())
    points = installed / "babel-2.dist-info" / kept.ENTRY_POINTS
    points.write_text("[aggregator.connectors]\nerp = erp\n", encoding="utf-8")
    seen.add(now())
    assert len(seen) == 4
