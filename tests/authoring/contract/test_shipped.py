"""Every packaged connector holds to its contract, and its grade is what the checks come to."""

import pytest

from aggregator.authoring.contract.examine import examine
from aggregator.authoring.contract.grade import kept_grade
from aggregator.connectors.folders import packaged
from aggregator.world import World, build_world


@pytest.fixture(scope="module")
def world() -> World:
    return build_world()


@pytest.mark.parametrize("connector", packaged())
def test_a_packaged_connector_holds_to_its_contract_and_says_its_grade(
    connector: str, world: World
) -> None:
    report = examine(world, connector)
    failures = [each.failures for each in report.result.outcomes if each.failures]
    assert not failures
    assert not report.result.untested
    assert report.folder is not None
    assert kept_grade(report.folder) == report.grade, "make docs"
