"""The world of the product's own connectors, built once for all tests: nothing changes it."""

from functools import cache

from aggregator.world import World, build_world


@cache
def the_world() -> World:
    return build_world()
