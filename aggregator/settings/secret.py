"""A setting that is a secret: written as it is, or as where to read it.

`file:/run/secrets/x` is the text of that file, stripped and without a byte order mark; `env:NAME`
is that variable. So a settings file can be committed.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, SecretStr, ValidationInfo

FILE = "file:"
ENV = "env:"


def read_secret(value: object, info: ValidationInfo) -> object:
    """Replace a reference by what it names; anything else is given back as it is.

    The environment that `env:` reads comes in the validation context as `environ`; the files that
    were read are added to its `files`. With `absent` nothing is read: what is checked where no
    secrets are has the reference in its place. ValueErrors here name the reference, never a value.
    """
    if not isinstance(value, str):
        return value
    context: Mapping[str, object] = info.context or {}
    if context.get("absent") and value.startswith((FILE, ENV)):
        return value
    if value.startswith(FILE):
        read = context.get("files")
        if isinstance(read, set):
            read.add(Path(value.removeprefix(FILE)))
    environ = context.get("environ")
    return secret_of(value, environ if isinstance(environ, Mapping) else {})


def secret_of(text: str, environ: Mapping[str, str]) -> str:
    """Give the secret that a text is, or that it names. ValueError names the reference alone."""
    if text.startswith(FILE):
        return _from_file(text)
    if text.startswith(ENV):
        name = text.removeprefix(ENV)
        secret = environ.get(name)
        if not secret:
            raise ValueError(f"the variable {name} is not set. Fix: set it")
        return secret
    if not text.strip():
        raise ValueError("it is blank. Fix: write the secret, file:/path or env:NAME")
    return text


def _from_file(reference: str) -> str:
    try:
        secret = Path(reference.removeprefix(FILE)).read_text(encoding="utf-8-sig").strip()
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise ValueError(
            f"{reference} cannot be read ({type(error).__name__}). "
            "Fix: a text file that this user may read"
        ) from None
    if not secret:
        raise ValueError(f"{reference} is empty. Fix: put the secret in it")
    return secret


Secret = Annotated[SecretStr, BeforeValidator(read_secret)]
