"""Writes the grades of the packaged connectors: a part of `make docs`."""

import sys

from aggregator.authoring.contract.examine import examine
from aggregator.authoring.contract.grade import keep_grade, kept_grade
from aggregator.world import build_world


def main() -> None:
    """Test and grade those that changed since they were graded."""
    world = build_world()
    for key in world.connectors:
        file = world.path(key)
        if file is None or kept_grade(file.parent) is not None:
            continue
        report = examine(world, key)
        keep_grade(report.grade, file.parent)
        sys.stdout.write(f"{key}: {report.grade.letter}, {report.grade.against}\n")


if __name__ == "__main__":
    main()
