"""Files that authors write, read and written with care: whatever is there, nobody waits for it.

Only regular files are read, and no more of them than was asked for: a pipe or a device that stands
under a card's name neither holds up the reader nor fills its memory. What is written is the file of
that name itself, never what a link under that name leads to.
"""

import errno
import os
import stat
from pathlib import Path
from typing import IO

MAX_TYPES_BYTES = 1024 * 1024
"""Of a generated file of types."""


def read_bounded(path: Path, maximum: int) -> bytes:
    """Read at most `maximum` + 1 bytes: more than `maximum` says that the file is larger.

    Links are followed. Raises OSError for what cannot be read or is no regular file.
    """
    # Not blocking: opening a pipe would wait for somebody who writes to it.
    with _regular(os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK), "rb", path) as file:
        return file.read(maximum + 1)


def write_text(path: Path, text: str, mode: int = 0o666) -> None:
    r"""Write a text in UTF-8 with `\n` at its lines' ends, as `write_bytes` writes."""
    write_bytes(path, text.encode("utf-8"), mode)


def write_bytes(path: Path, body: bytes, mode: int = 0o666) -> None:
    """Write a file, made with `mode` if it is new; its folder must be there.

    Raises OSError for what cannot be written, and for a link.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
    try:
        handle = os.open(path, flags, mode)
    except OSError as error:
        if error.errno != errno.ELOOP:
            raise
        why = "it is a link, and links are not written through. Fix: name the file it leads to"
        raise OSError(errno.ELOOP, why, str(path)) from None
    with _regular(handle, "wb", path) as file:
        file.truncate(0)
        file.write(body)


def _regular(handle: int, mode: str, path: Path) -> IO[bytes]:
    """Make a file of what was opened, or close it and raise OSError."""
    if stat.S_ISREG(os.fstat(handle).st_mode):
        return os.fdopen(handle, mode)
    os.close(handle)
    raise OSError(errno.EINVAL, "it is no regular file", str(path))


def legible(text: str) -> str:
    """Make a file's name text that can be written anywhere, whatever bytes it has."""
    return text.encode("utf-8", "replace").decode("utf-8")
