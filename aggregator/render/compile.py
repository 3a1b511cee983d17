"""From a card's file to what a request needs of it, once, at load."""

import hashlib

from graphql import FieldNode, Node

from aggregator.domain.plain.request import ROOTS
from aggregator.language.document import bounds, executable, variable_names
from aggregator.language.durations import parse_timeout, parse_ttl
from aggregator.language.outline import Outline
from aggregator.language.source import CardSource
from aggregator.plans.compile import compile_operation
from aggregator.render.card import CompiledCard, Defaults, RequiredTrust
from aggregator.render.layout.arguments import keyword, text
from aggregator.render.layout.compiler import Compiler, LayoutPlace
from aggregator.render.layout.faults import Unchecked
from aggregator.render.layout.frame import Block
from aggregator.render.outcome import renderer


def compile_outline(
    resolved: Outline, defaults: Defaults | None = None, *, runs: bool = True
) -> CompiledCard:
    """Compile a card that has passed `check`, its selections resolved.

    Not `runs`: the Python beside it is not run, and the card shows nothing. Raises CardError (file,
    line and column in its facts) when that Python fails as it is imported; an assertion for
    whatever `check` should have found.
    """
    source = resolved.card
    operation, directive = resolved.operation, resolved.directive
    if operation is None:
        raise Unchecked(source.document or Node(), "no-operation")
    if directive is None:
        raise Unchecked(operation, "missing-card")
    if resolved.too_large is not None:
        raise Unchecked(resolved.too_large, "too-complex")
    body = _body(resolved, defaults or Defaults(), runs=runs)
    ttl_given, timeout_given = text(directive, "ttl"), text(directive, "timeout")
    ttl = parse_ttl(ttl_given) if ttl_given is not None else None
    empty = text(directive, "empty")
    trust: RequiredTrust = "EXTERNAL_ID" if keyword(directive, "trust") == "EXTERNAL_ID" else "ANY"
    document = executable(operation, source.fragments, resolved.schema)
    name = operation.name.value if operation.name else None
    return CompiledCard(
        key=source.key,
        team=source.team,
        path=source.path,
        title=text(directive, "title") or source.key,
        ttl=ttl,
        empty=empty,
        timeout=parse_timeout(timeout_given) if timeout_given is not None else None,
        trust=trust,
        document=document,
        operation=name,
        plan=compile_operation(document, name, resolved.schema),
        variables=variable_names(operation),
        bounds=bounds(resolved),
        render=renderer(body, ttl, empty, trust),
        fingerprint=_fingerprint(source),
        reads=_reads(resolved),
    )


def _reads(resolved: Outline) -> frozenset[str]:
    """Which of the request's parts the card reads, by its roots or by its variables."""
    roots = {
        selection.node.name.value
        for selection in resolved.selections
        if isinstance(selection.node, FieldNode) and selection.owner is resolved.schema.query_type
    }
    variables = variable_names(resolved.operation) if resolved.operation else ()
    return frozenset(
        root for root in ROOTS if root in roots or any(name.startswith(root) for name in variables)
    )


def _body(resolved: Outline, defaults: Defaults, *, runs: bool) -> Block | None:
    """What shows the card's data: its layout, or the Python beside it."""
    script = resolved.card.script
    if script is not None:
        from aggregator.render.python.drawing import drawing  # noqa: PLC0415 -- few cards need it

        return drawing(resolved, script, defaults) if runs else None
    return Compiler(resolved, defaults).selections(resolved.roots, LayoutPlace())


def _fingerprint(source: CardSource) -> str:
    """Hash the texts a card is made of: its own files, and those its shared fragments are in."""
    shared = {node.loc.source.name: node.loc.source.body for node in source.shared if node.loc}
    python = source.script.text if source.script else ""
    digest = hashlib.sha256()
    for part in (source.text, python, *(shared[name] for name in sorted(shared))):
        digest.update(part.encode("utf-8", "surrogatepass") + b"\0")
    return digest.hexdigest()
