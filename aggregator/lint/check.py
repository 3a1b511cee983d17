"""Check cards: every rule over every file, no file stopping another.

Each card is judged by itself (its own findings say whether it can serve), then all together (a key
in two folders). What the files hold never raises: the worst that a file gets is a finding.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from graphql import GraphQLSchema, Node, Source
from graphql.validation.validate import ValidationAbortedError

from aggregator.domain.errors import CardError
from aggregator.domain.severity import Severity
from aggregator.language.diagnostics import Diagnostic, Violation
from aggregator.language.directives import with_layout
from aggregator.language.folder import CardFile, CardFolder, look_at
from aggregator.language.outline import Outline, outline
from aggregator.language.script import Script, script_path, types_path
from aggregator.language.source import (
    MAX_DEFINITIONS,
    CardSource,
    SharedFragments,
    TextFile,
    read_card,
)
from aggregator.language.span import Span, span_at, whole_span
from aggregator.lint.check_calls import CallCountReport, CallRules, look, plan_cards
from aggregator.lint.looked import each_once, of_folder, of_problem
from aggregator.lint.registry import all_rules
from aggregator.lint.rule import Rule
from aggregator.lint.told import told
from aggregator.lint.validate import validate_card, validate_fragments
from aggregator.render.card import CompiledCard, Defaults
from aggregator.render.compile import compile_outline
from aggregator.render.later import LaterCard
from aggregator.render.layout.faults import Unchecked

MAX_DIAGNOSTICS = 100
"""Of one file; a file that gets more is not a card that somebody is writing."""


@dataclass(frozen=True, slots=True)
class CheckedCard:
    """A card and what is wrong with it, in its own file and in the fragments it uses.

    compiled  None when something stops it from serving, or when its findings were remembered
    later     compiles a card that is known to be valid when it is first asked for
    """

    source: CardSource
    diagnostics: tuple[Diagnostic, ...] = ()
    compiled: CompiledCard | None = None
    later: LaterCard | None = None

    @property
    def serves(self) -> bool:
        return all(diagnostic.serves for diagnostic in self.diagnostics)


class CheckMemory(Protocol):
    """Cards as they were checked before."""

    def common(self, find: Callable[[], tuple[Diagnostic, ...]]) -> tuple[Diagnostic, ...]:
        """Give what is wrong with the schema and the shared fragments; `find` finds it anew."""
        ...

    def untouched(self, card: CardFile) -> CheckedCard | None:
        """Give what came of a card none of whose files was touched; None when it is to be read."""
        ...

    def recall(self, card: CardSource) -> CheckedCard | None:
        """Give what came of the card as it is now; None when that is not known."""
        ...

    def learn(self, card: CheckedCard) -> None: ...

    def card(self, file: TextFile, team: str, script: Script | None) -> CardSource | None:
        """Give the card of a file that was not parsed, its syntax left out, if `recall` needs none.

        None when it is not known.
        """
        ...


@dataclass(frozen=True, slots=True)
class CheckedConnector:
    """A connector of one's own that was looked at: its folder, and how many lookups it has."""

    folder: Path
    lookups: int


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a check came to: `diagnostics` in reading order, each once; `calls` if it was planned.

    unread      where it cannot be known which cards there are -> why
    connectors  those that were looked at beside the cards
    """

    diagnostics: tuple[Diagnostic, ...]
    checked: tuple[CheckedCard, ...]
    calls: CallCountReport | None = None
    unread: Mapping[Path, str] = field(default_factory=dict)
    connectors: tuple[CheckedConnector, ...] = ()

    @property
    def cards(self) -> tuple[CardSource, ...]:
        """The cards that can serve."""
        return tuple(card.source for card in self.checked if card.serves)

    @property
    def broken(self) -> tuple[CheckedCard, ...]:
        return tuple(card for card in self.checked if not card.serves)

    @property
    def failed(self) -> bool:
        """An error was found, even one with which its card serves: the exit code is 1."""
        return any(diagnostic.severity is Severity.ERROR for diagnostic in self.diagnostics)


def check_cards(
    paths: Iterable[Path],
    schema: GraphQLSchema,
    shared: SharedFragments,
    defaults: Defaults | None = None,
    memory: CheckMemory | None = None,
    calls: CallRules | None = None,
    within: Path | None = None,
    *,
    runs: bool = False,
) -> CheckReport:
    """Check the cards at `paths`: files, teams' folders or folders of those, anywhere.

    Links may lead to wherever `within` the folder of cards. Only where it `runs` is a card's own
    Python imported; else it is read and never run, whoever wrote it.
    With a `memory`, a card that was checked before as it is now is not checked again.
    With `calls`, what the cards ask of sources is planned and held against the budget.
    """
    looks = {path: look_at(path, within) for path in paths}
    return check_looked(looks, schema, shared, defaults, memory, calls, runs=runs)


def check_looked(
    looks: Mapping[Path, CardFolder],
    schema: GraphQLSchema,
    shared: SharedFragments,
    defaults: Defaults | None = None,
    memory: CheckMemory | None = None,
    calls: CallRules | None = None,
    *,
    runs: bool = False,
) -> CheckReport:
    """Check the cards that were found at some paths, as `check_cards` does."""
    schema = with_layout(schema)

    def common() -> tuple[Diagnostic, ...]:
        return (*check_schema(schema), *check_fragments(schema, shared))

    diagnostics = list(memory.common(common) if memory else common())
    for path, found in looks.items():
        diagnostics += of_folder(path, found)
    checked: Sequence[CheckedCard] = [
        _untouched(found, card, memory)
        or _read_and_checked(found, card, schema, shared, defaults, memory, runs=runs)
        for found, card in each_once(looks)
    ]
    checked = _with(checked, _together(checked))
    plans = None
    if calls is not None:
        planned = plan_cards([card.source for card in checked if card.serves], schema, calls)
        checked = _with(checked, look(planned))
        plans = CallCountReport(planned, schema)
    diagnostics += [diagnostic for card in checked for diagnostic in card.diagnostics]
    unread = {path: why for found in looks.values() for path, why in found.unread.items()}
    return CheckReport(_in_order(diagnostics, limit=None), tuple(checked), plans, unread)


def _untouched(found: CardFolder, card: CardFile, memory: CheckMemory | None) -> CheckedCard | None:
    if memory is None:
        return None
    hidden = (found.refused, found.unread)
    if any(hidden):
        files = (card.path, script_path(card.path), types_path(card.path))
        if any(file in away for file in files for away in hidden):
            return None
    return memory.untouched(card)


def _read_and_checked(
    found: CardFolder,
    card: CardFile,
    schema: GraphQLSchema,
    shared: SharedFragments,
    defaults: Defaults | None,
    memory: CheckMemory | None,
    *,
    runs: bool,
) -> CheckedCard:
    known = memory.card if memory else None
    source = read_card(card.path, card.team, shared, found.refused, known)
    checked = memory.recall(source) if memory else None
    if checked is None:
        checked = check_card(source, schema, defaults, runs=runs)
        if memory:
            memory.learn(checked)
    return checked


def check_card(
    card: CardSource, schema: GraphQLSchema, defaults: Defaults | None = None, *, runs: bool = False
) -> CheckedCard:
    """Check one card by itself, and compile it if it can serve; `schema` has the layout.

    Not `runs`: its Python is not run, so one with Python is checked and not compiled.
    """
    if card.file.problem is not None:
        return CheckedCard(card, (of_problem(card.file.problem),))
    if card.script is not None and card.script.problem is not None:
        return CheckedCard(card, (of_problem(card.script.problem),))
    definitions = card.document.definitions if card.document else ()
    if len(definitions) > MAX_DEFINITIONS:
        message = f"A card file holds at most {MAX_DEFINITIONS} definitions"
        return CheckedCard(card, (_too_complex(definitions[MAX_DEFINITIONS], message),))
    tree = outline(card, schema)
    if tree.too_large is not None:
        message = "With its fragments in their places this card selects too much"
        return CheckedCard(card, (_too_complex(tree.too_large, message),))
    rules = all_rules().values()
    found = list(_guarded(card.file.start, validate_card(card, schema, rules)))
    for rule in rules:
        found += _guarded(card.file.start, _look(rule, tree))
    compiled: list[CompiledCard] = []
    if all(rule.serves for rule, _ in found):
        found += _guarded(card.file.start, _compile(tree, defaults, compiled, runs=runs))
    if card.script is not None and not runs:
        compiled.clear()
    return CheckedCard(card, _in_order(told(found)), compiled[0] if compiled else None)


def check_fragments(schema: GraphQLSchema, shared: SharedFragments) -> tuple[Diagnostic, ...]:
    """Check the shared fragments by themselves, so that nobody has to use them to know."""
    rules = all_rules()
    found = [of_problem(problem) for problem in shared.problems]
    start = shared.files[0].start if shared.files else Span(Source(""), 0, 1)
    found += told(list(_guarded(start, validate_fragments(shared, schema, rules.values()))))
    return _in_order(found)


def check_schema(schema: GraphQLSchema) -> tuple[Diagnostic, ...]:
    """Check what cards rely on in the schema itself."""
    return _in_order(
        rule.diagnostic(found)
        for rule in all_rules().values()
        for found in (rule.schema(schema) if rule.schema else ())
    )


def _together(cards: Sequence[CheckedCard]) -> Iterator[tuple[CardSource, Rule, Violation]]:
    """Look for what only shows when all cards are seen together."""
    sources = [card.source for card in cards]
    for rule in all_rules().values():
        for source, found in rule.catalog(sources) if rule.catalog else ():
            yield source, rule, found


def _with(
    cards: Sequence[CheckedCard], found: Iterable[tuple[CardSource, Rule, Violation]]
) -> Sequence[CheckedCard]:
    """Add findings to the cards they belong to; the others are given as they are."""
    more: dict[int, list[Diagnostic]] = {}
    for source, rule, each in found:
        more.setdefault(id(source), []).append(rule.diagnostic(each))
    return [_added(card, more.get(id(card.source))) for card in cards] if more else cards


def _added(card: CheckedCard, added: Sequence[Diagnostic] | None) -> CheckedCard:
    if added is None:
        return card
    serves = all(diagnostic.serves for diagnostic in added)
    return replace(
        card,
        diagnostics=_in_order([*card.diagnostics, *added]),
        compiled=card.compiled if serves else None,
        later=card.later if serves else None,
    )


def _compile(
    tree: Outline, defaults: Defaults | None, compiled: list[CompiledCard], *, runs: bool
) -> Iterator[tuple[Rule, Violation]]:
    try:
        compiled.append(compile_outline(tree, defaults, runs=runs))
    except CardError as error:
        yield all_rules()["python-raises"], Violation(_where(error, tree), _without_place(error))
    except RecursionError:
        raise
    except Exception as error:  # noqa: BLE001  # a gap in the checks costs this card only
        where, said = tree.card.file.start, f"{type(error).__name__}: {error}"
        if isinstance(error, Unchecked):
            where, said = error.span, str(error)
        yield all_rules()["not-compiled"], Violation(where, f"This card cannot be drawn: {said}")


def _where(error: CardError, tree: Outline) -> Span:
    """Find the place in the card's Python that a CardError names."""
    line, column = error.facts.get("line"), error.facts.get("column")
    script = tree.card.script
    if script is None or not isinstance(line, int) or not isinstance(column, int):
        return tree.card.file.start
    return span_at(script.source, line, column)


def _without_place(error: CardError) -> str:
    facts = error.facts
    return (
        error.message.removeprefix(f"{facts.get('file')}:")
        .removeprefix(f"{facts.get('line')}:{facts.get('column')}:")
        .strip()
    )


def _too_complex(node: Node, message: str) -> Diagnostic:
    return all_rules()["too-complex"].diagnostic(Violation(whole_span(node), message))


def _look(rule: Rule, tree: Outline) -> Iterator[tuple[Rule, Violation]]:
    for found in rule.card(tree) if rule.card else ():
        yield rule, found


def _guarded(
    start: Span, looking: Iterable[tuple[Rule, Violation]]
) -> Iterator[tuple[Rule, Violation]]:
    """Yield what `looking` finds; a file that exhausts it, or a bug of ours, is a finding too."""
    try:
        yield from looking
    except (RecursionError, ValidationAbortedError):
        message = "This card is too complex to be checked: select less, or nest less"
        yield all_rules()["too-complex"], Violation(start, message)
    except Exception as error:  # noqa: BLE001  # one card's check must not stop the others
        message = f"A check failed on this file: {type(error).__name__}"
        yield all_rules()["check-failed"], Violation(start, message)


def _in_order(
    diagnostics: Iterable[Diagnostic], limit: int | None = MAX_DIAGNOSTICS
) -> tuple[Diagnostic, ...]:
    """Sort, each finding once; those that stop a card are kept when there are too many."""
    unique = sorted(set(diagnostics), key=lambda diagnostic: (diagnostic.serves, diagnostic.order))
    return tuple(sorted(unique[:limit], key=lambda diagnostic: diagnostic.order))
