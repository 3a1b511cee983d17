"""Author's files: a link is not written through, nothing is read without end or waited for."""

import os
from pathlib import Path

import pytest

from aggregator.language.files import read_bounded, write_text


def test_a_file_is_read_up_to_a_limit_and_a_byte(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"12345")
    assert read_bounded(path, 5) == b"12345"
    assert read_bounded(path, 3) == b"1234"


def test_a_device_a_pipe_and_a_folder_are_no_files(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "zero").symlink_to("/dev/zero")
    for path in (tmp_path, tmp_path / "pipe", tmp_path / "zero"):
        with pytest.raises(OSError, match="no regular file"):
            read_bounded(path, 10)


def test_a_link_is_not_written_through(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_text("precious")
    for name, leads_to in (("there", target), ("dangling", tmp_path / "new")):
        (tmp_path / name).symlink_to(leads_to)
        with pytest.raises(OSError, match="links are not written through") as raised:
            write_text(tmp_path / name, "overwritten")
        assert raised.value.filename == str(tmp_path / name)
    assert target.read_text() == "precious"
    assert not (tmp_path / "new").exists()


def test_what_is_written_is_the_whole_text(tmp_path: Path) -> None:
    path = tmp_path / "file"
    for text in ("a long text\n", "short\n"):
        write_text(path, text)
        assert path.read_bytes() == text.encode()
