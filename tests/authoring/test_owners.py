"""The lines of CODEOWNERS, and their place in a file that holds others."""

from pathlib import Path

from aggregator.authoring.owners import BEGIN, END, put, section


def test_a_line_for_each_teams_folder_and_a_remark_where_nobody_is_named(tmp_path: Path) -> None:
    for team in ("billing", "my team", ".hidden"):
        (tmp_path / "cards" / team).mkdir(parents=True)
    owners = {"billing": ("@org/billing", "@sam"), "gone": ("@sam",)}
    assert section([tmp_path / "cards"], tmp_path, owners) == (
        f"{BEGIN}\n/cards/billing/ @org/billing @sam\n# /cards/my\\ team/ has no owners\n{END}\n"
    )


def test_a_folder_at_the_root_and_several_folders_have_their_own_paths(tmp_path: Path) -> None:
    for folder in ("billing", "eu/cards/billing"):
        (tmp_path / folder).mkdir(parents=True)
    text = section([tmp_path, tmp_path / "eu" / "cards"], tmp_path, {"billing": ("@b",)})
    assert "\n/billing/ @b\n" in text
    assert "\n/eu/cards/billing/ @b\n" in text


def test_only_its_own_part_of_a_file_is_replaced() -> None:
    ours, newer = f"{BEGIN}\n/cards/a/ @a\n{END}\n", f"{BEGIN}\n/cards/a/ @b\n{END}\n"
    assert put(ours, "") == ours
    assert put(ours, "* @all") == f"* @all\n\n{ours}"
    before = put(ours, "* @all\n")
    assert before == f"* @all\n\n{ours}"
    assert put(newer, f"{before}/docs/ @d\n") == f"* @all\n\n{newer}/docs/ @d\n"
    assert put(ours, before) == before
