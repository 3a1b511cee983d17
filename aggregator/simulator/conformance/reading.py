"""How checks read an answer: what is wrong in it, with the card's key in place of its number."""

import re
from collections.abc import Callable, Iterable, Iterator

from aggregator.domain.plain.wire import validate
from aggregator.simulator.as_plain import as_plain
from aggregator.simulator.conformance.answer import ProbeAnswer, quoted
from aggregator.simulator.conformance.check import Breach
from aggregator.simulator.unpublished import Unpublished

_CARD = re.compile(r"^cards\[(\d+)\]\.?")
_AS_DOCUMENTED = Unpublished()


def broken(answer: ProbeAnswer) -> Iterator[Breach]:
    """Say what Plain would refuse in the components of each card."""
    for key, card in answer.entries:
        for problem in validate(as_plain(card.get("components"), _AS_DOCUMENTED)):
            path = problem.path if problem.path == "components" else f"components{problem.path}"
            yield Breach(f"card {quoted([key])}: {path} {problem.rule}")


def remarks(module: str) -> Callable[[ProbeAnswer], Iterable[Breach]]:
    """Give the reader of the lint's remarks with the code of a check's `module`."""
    code = module.rpartition(".")[2].replace("_", "-")

    def read(answer: ProbeAnswer) -> Iterator[Breach]:
        for remark in answer.remarks:
            if remark.code == code:
                yield Breach(f"{_place(answer, remark.path)} {remark.rule}")

    return read


def _place(answer: ProbeAnswer, path: str) -> str:
    found = _CARD.match(path)
    if found is None:
        return quoted([path])
    entry = answer.decoded["cards"][int(found[1])]
    rest = path[found.end() :]
    card = f"card {quoted([str(entry.get('key'))])}"
    return f"{card}: {rest}" if rest else card
