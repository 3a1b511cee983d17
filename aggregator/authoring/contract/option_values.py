"""Values for the options of a source that nobody has set up."""

from collections.abc import Mapping

from aggregator.domain.lookup import SourceOption


class NotPlayable(Exception):
    """A check cannot be made; the message says why."""


_GUESSES = ("acme", "1234567", "a", "1", "contract.example", "api.contract.example", "A1", "us-1")


def made_up_options(options: Mapping[str, SourceOption]) -> dict[str, str]:
    """Give each option that has no default a value that its pattern lets be. Raises NotPlayable."""
    made = {}
    for name, option in options.items():
        if option.default is not None:
            continue
        fits = (each for each in _GUESSES if option.refuses(each) is None)
        found = next(fits, None)
        if found is None:
            raise NotPlayable(
                f"no value of the option {name} could be made up ({option.pattern}); a fake.py "
                f"with OPTIONS = {{{name!r}: ...}} has one"
            )
        made[name] = found
    return made
