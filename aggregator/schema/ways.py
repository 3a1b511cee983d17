"""From where, and by which keys, the routes to a field of a customer are begun."""

from collections.abc import Sequence

from aggregator.schema.lookup_plan import Keys, begins_at
from aggregator.schema.systems import ProviderRoute


def ways(routes: Sequence[ProviderRoute], keys: Keys) -> list[tuple[ProviderRoute, Keys]]:
    """Each route from the step whose id the directory has, and the keys that it is begun by.

    Of a person whom a source knows by several ids, for they were merged, one for each id.
    """
    if len(routes) == 1 and len(routes[0]) == 1:  # as mostly: one source, asked by one id
        step = routes[0][0].step
        if not isinstance(step.key_in(keys), tuple):
            return [(routes[0], keys)]
    begun = (_from_what_is_linked(route, keys) for route in routes)
    return [(route, each) for route in begun for each in _each_of_several(route, keys)]


def _from_what_is_linked(route: ProviderRoute, keys: Keys) -> ProviderRoute:
    if len(route) == 1:
        return route
    links = route[0].source.connector.directory
    steps = [provider.step for provider in route]
    return route[begins_at(steps, keys, links.customer + links.account) :]


def _each_of_several(route: ProviderRoute, keys: Keys) -> Sequence[Keys]:
    step = route[0].step
    several = step.key_in(keys)
    if not isinstance(several, tuple):
        return (keys,)
    return [{step.key: each} for each in several]
