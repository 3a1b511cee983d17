"""`aggregator customers suggestions`: what it tells to do is done as it is told."""

import re
import shlex
from pathlib import Path

from tests.support.command import Command

ROWS = """external_ref,email,display_name,phone
u1,ann@acme.com,Ann Lee,
,ann+news@acme.com,Ann Lee,
u3,bob@x.example,,+49 30 901820
u4,kit@y.example,Kit Wu,+49 30 901820
u5,wu@y.example,Wu Kit,
"""


def test_each_suggestion_says_why_and_which_two_commands_decide_it(
    nowhere: Path, command: Command
) -> None:
    none = command("customers", "suggestions")
    assert (none.code, none.out) == (
        0,
        "Nobody is in the directory yet: aggregator customers import FILE brings customers\n",
    )
    (nowhere / "people.csv").write_text(ROWS, encoding="utf-8")
    assert command("customers", "import", "people.csv").code == 0
    listed = command("customers", "suggestions").out
    assert re.findall(r"^(\d+)%  (\S.*?)  may be  (.*)$", listed, re.MULTILINE) == [
        ("95", "Ann Lee ann+news@acme.com", "Ann Lee ann@acme.com u1"),
        ("64", "Wu Kit wu@y.example u5", "Kit Wu kit@y.example u4"),
    ]
    assert "much the same name at one company: 100 %, acme.com" in listed
    assert "Both have external_id: u4 and u5" in listed
    assert (
        command("customers", "suggestions", "--most", "1")
        .out.splitlines()[-1]
        .startswith("2 in all. More: --after 95.")
    )
    [one, _] = re.findall(r"one person:  aggregator (.*)$", listed, re.MULTILINE)
    [_, two] = re.findall(r"two people:  aggregator (.*)$", listed, re.MULTILINE)
    assert command(*shlex.split(one)).code == 0
    assert command(*shlex.split(two)).code == 0
    assert "4 customers compared" in command("customers", "suggestions").out
    assert command("customers", "suggestions", "--after", "x").code != 0
