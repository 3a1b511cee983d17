"""What recorded cases came to, kept between runs: a card whose layout is edited asks for the same.

Playing a recording takes the schema with its resolvers and every connector, seconds of a busy
machine. What a card's operation came to follows from the operation as it is executed, from the
recording, from connectors and schema, and from the product: it is kept by a hash of all of them.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, get_args

from graphql import print_ast

from aggregator.authoring.cases.spelling import read_error, write_error
from aggregator.domain.card import ExecutedBy, Failed, Result
from aggregator.kept import Kept, digest, program
from aggregator.render.card import CompiledCard

FILE: Final = "cases.json"
MOST: Final = 1_000
MOST_SIGNS: Final = 50_000
"""Of one result; what is longer is played again."""


class ReplayedResults:
    """Results by what they follow from. `folder` None: none is kept, and none is known."""

    def __init__(self, folder: Path | None, world: str) -> None:
        self._kept = Kept(folder / FILE, program(), MOST) if folder is not None else None
        self._world = world

    def recall(self, card: CompiledCard, recording: Mapping[str, Any]) -> Result | None:
        """Give what `card` came to with `recording`; None when that is not known."""
        raw = self._kept.recall(self._stamp(card, recording)) if self._kept else None
        try:
            return None if raw is None else _read(raw)
        except (TypeError, ValueError, LookupError, AttributeError):
            return None

    def learn(self, card: CompiledCard, recording: Mapping[str, Any], result: object) -> None:
        """Keep a result, if it can be read again as it is."""
        if self._kept is None or not isinstance(result, Result):
            return
        try:
            text = json.dumps(_written(result))
            exact = _same(_plain(_read(json.loads(text))), _plain(result))
        except (TypeError, ValueError, LookupError, AttributeError):
            return
        if exact and len(text) <= MOST_SIGNS:
            self._kept.keep(self._stamp(card, recording), json.loads(text))

    def save(self) -> None:
        """Write what is kept for the next run."""
        if self._kept is not None:
            self._kept.save()

    def _stamp(self, card: CompiledCard, recording: Mapping[str, Any]) -> str:
        said = json.dumps(recording, sort_keys=True)
        asked = [card.key, str(card.operation), print_ast(card.document), str(card.trust)]
        return digest(self._world, *asked, said)


def _written(result: Result) -> Mapping[str, Any]:
    errors: list[Any] = []

    def written(value: Any, path: tuple[str | int, ...]) -> Any:
        if isinstance(value, Failed):
            error = value.error
            errors.append([list(path), write_error(error), error.message, dict(error.facts)])
            return None
        if isinstance(value, Mapping):
            return {key: written(each, (*path, key)) for key, each in value.items()}
        if isinstance(value, list):
            return [written(each, (*path, at)) for at, each in enumerate(value)]
        return value

    data = written(result.data, ())
    return {
        "data": data,
        "errors": errors,
        "known": result.known,
        "matchedBy": result.matched_by,
        "by": result.by,
    }


def _read(raw: Mapping[str, Any]) -> Result:
    data = json.loads(json.dumps(raw["data"]))  # what is kept stays as it is
    for path, spelt, message, facts in raw["errors"]:
        error = read_error(spelt)
        error.message, error.facts, error.args = message, facts, (message,)
        holder = data
        for step in path[:-1]:
            holder = holder[step]
        holder[path[-1]] = Failed(error)
    if raw["by"] not in get_args(ExecutedBy):
        raise ValueError("nothing executes like that")
    return Result(data, raw["known"], raw["matchedBy"], raw["by"])


def _plain(value: Any) -> Any:
    """A value whose errors can be compared."""
    if isinstance(value, Result):
        return [_plain(value.data), value.known, value.matched_by, value.by]
    if isinstance(value, Failed):
        return ["failed", type(value.error), value.error.message, vars(value.error)]
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list) else value


def _same(one: Any, other: Any) -> bool:
    """Whether they are equal, and of the same types: True is not 1."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return list(one) == list(other) and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return bool(one == other)
