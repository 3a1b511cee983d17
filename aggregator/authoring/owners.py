"""Who reviews which cards, as GitHub's CODEOWNERS: a line for each team's folder."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from aggregator.authoring.scaffold.names import known_teams

BEGIN = "# Cards: written by aggregator codeowners; [teams.NAME] in the settings says who."
END = "# End of cards."


def section(folders: Iterable[Path], root: Path, owners: Mapping[str, Sequence[str]]) -> str:
    """Write the lines of all teams that have a folder in `folders`, which are below `root`.

    A team that nobody is named for gets a remark, so that the rule above it stays in force.
    """
    lines = [BEGIN]
    for folder in folders:
        place = folder.resolve().relative_to(root.resolve()).as_posix()
        for team in known_teams(folder):
            path = f"/{place}/{team}/".replace("/./", "/").replace(" ", "\\ ")
            names = owners.get(team, ())
            lines.append(f"{path} {' '.join(names)}" if names else f"# {path} has no owners")
    return "\n".join([*lines, END, ""])


def put(section_: str, text: str) -> str:
    """Put the section in the place of the one that a file's `text` has, or at its end."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if begin and end:
        return f"{before}{section_}{after.removeprefix(chr(10))}"
    gap = "" if not text else "\n" if text.endswith("\n") else "\n\n"
    return f"{text}{gap}{section_}"
