"""The Dockerfile, held to its rules without Docker."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
STEPS = [
    (word.upper(), rest.strip())
    for line in TEXT.splitlines()
    if line.strip() and not line.startswith("#")
    for word, _, rest in [line.partition(" ")]
]
KNOWN = {"ARG", "FROM", "WORKDIR", "COPY", "RUN", "ENV", "USER", "EXPOSE", "HEALTHCHECK",
         "STOPSIGNAL", "ENTRYPOINT", "CMD"}  # fmt: skip


def of(word: str) -> list[str]:
    return [rest for each, rest in STEPS if each == word]


def test_every_step_is_one_that_there_is() -> None:
    assert {word for word, _ in STEPS} <= KNOWN
    assert STEPS[0][0] == "ARG"
    assert STEPS[1][0] == "FROM"


def test_what_is_copied_is_there_and_sent_to_the_builder() -> None:
    sent = {line[1:] for line in (ROOT / ".dockerignore").read_text().split() if line[0] == "!"}
    for copied in of("COPY"):
        if copied.startswith("--from="):
            continue
        *sources, _ = copied.split()
        for source in sources:
            assert (ROOT / source).exists(), source
            assert source in sent or (source.endswith(".lock") and "requirements*.lock" in sent)


def test_packages_come_by_hash_or_from_this_folder() -> None:
    installs = [each for run in of("RUN") for each in run.split("&&") if "pip" in each.split()]
    assert len(installs) == 3
    for each in installs:
        ours = each.split()[-1] == "." and "--build-constraints requirements.lock" in each
        assert "--require-hashes" in each or (ours and "--no-deps" in each), each
        assert "--no-cache" in each, each


def test_it_does_not_run_as_root_and_is_started_without_a_shell() -> None:
    last = [word for word, _ in STEPS[[word for word, _ in STEPS].index("ENTRYPOINT") - 10 :]]
    assert of("USER") == ["aggregator"]
    assert last.index("USER") < last.index("ENTRYPOINT")
    for each in (*of("ENTRYPOINT"), *of("CMD")):
        assert re.fullmatch(r"\[.*\]", each), each


def test_its_python_is_one_that_we_support() -> None:
    [version] = of("ARG")
    assert f"Python :: {version.partition('=')[2]}" in (ROOT / "pyproject.toml").read_text()
