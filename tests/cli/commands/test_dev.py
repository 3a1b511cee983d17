"""`aggregator dev`: what a save changes is told, is live at once, and a mistake stops nobody."""

import re
import signal
import subprocess
from pathlib import Path

import pytest

from aggregator.cli.commands.dev import changes
from aggregator.service import Service
from aggregator.service.snapshot import Snapshot
from aggregator.settings import Settings
from tests.support.command import Command, ended, program

GOOD = 'query Seats @card(title: "Seats") { customer { seats { used @row(label: "Used") } } }\n'
BAD = GOOD.replace("used", "usde")


def out_until(process: subprocess.Popen[str], said: str) -> str:
    """Read what is printed up to the first line that holds `said`, and give it all."""
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if said in line:
            return "".join(lines)
    raise AssertionError(f"the program ended without {said!r}")


@pytest.fixture
def card(nowhere: Path) -> Path:
    file = nowhere / "cards" / "product" / "seats.graphql"
    file.parent.mkdir(parents=True)
    file.write_text(GOOD)
    return file


def test_a_card_is_edited_beside_it(command: Command, nowhere: Path, card: Path) -> None:
    with program("dev", "--demo", "--port", "0", cwd=nowhere) as process:
        said = out_until(process, "^C ends it.")
        assert "1 card from" in said
        found = re.search(r"http://127\.0\.0\.1:\d+", said)
        assert found is not None
        url = found[0]
        asked = ("call", url, "--keys", "seats", "--customer", "alex@grocery.co", "--json")
        assert '"Used"' in command(*asked).out

        card.write_text(BAD)
        said = out_until(process, "as it was before the mistake: seats")
        assert "seats.graphql:1:56: error:" in said
        assert "did you mean" in said
        assert '"Used"' in command(*asked).out

        card.write_text(GOOD.replace("Used", "In use"))
        assert '"In use"' in command(*asked).out
        assert "live: seats" in out_until(process, "live: seats")

        card.unlink()
        assert "No card named" in command(*asked).out
        out_until(process, "gone: seats")
        done = ended(process, signal.SIGINT)
    assert done.code == 0
    assert "Traceback" not in done.err


def test_with_demo_a_call_is_answered_whatever_secrets_it_carries(
    command: Command, nowhere: Path, card: Path
) -> None:
    (nowhere / "aggregator.toml").write_text('signing_secrets = ["of-the-settings-here"]\n')
    with program("dev", "--demo", "--port", "0", cwd=nowhere) as process:
        url = re.findall(r"http://127\.0\.0\.1:\d+", out_until(process, "^C ends it."))[0]
        asked = ("call", url, "--keys", "seats", "--customer", "alex@grocery.co", "--json")
        assert '"Used"' in command(*asked).out
        demo = ("--secret", "demo-secret", "--header", "Authorization: Bearer demo-token")
        assert '"Used"' in command(*asked, *demo).out
        assert ended(process, signal.SIGTERM).code == 0


def test_without_secrets_it_answers_this_machine(
    command: Command, nowhere: Path, card: Path
) -> None:
    with program("dev", "--port", "0", cwd=nowhere) as process:
        url = re.findall(r"http://127\.0\.0\.1:\d+", out_until(process, "from"))[0]
        answer = command("call", url, "--keys", "seats", "--external-id", "e1", "--json")
        assert "is not connected" in answer.out
        assert ended(process, signal.SIGTERM).code == 0


async def snapshots(home: Path, *texts: str | None) -> list[Snapshot]:
    """One snapshot for each text of the card; None: its file is not there."""
    seen: list[Snapshot] = []
    settings = Settings.model_validate(
        {"cards": home / "cards", "database_url": f"sqlite+aiosqlite:///{home / 'd.db'}"}
    )
    service = Service(settings, loaded=lambda _, now: seen.append(now))
    file = home / "cards" / "product" / "seats.graphql"
    for number, text in enumerate(texts):
        file.unlink(missing_ok=True) if text is None else file.write_text(text)
        await (service.reload() if number else service.start())
    await service.stop()
    return seen


async def test_what_became_of_a_card_is_said_in_a_word(nowhere: Path, card: Path) -> None:
    seen = await snapshots(nowhere, BAD, GOOD, BAD, GOOD, None)
    pairs = zip([None, *seen[:-1]], seen, strict=True)
    words = [[word for word, keys in changes(*pair).items() if keys] for pair in pairs]
    assert words == [
        ["not served"],
        ["live"],
        ["as it was before the mistake"],
        ["live"],
        ["gone"],
    ]
