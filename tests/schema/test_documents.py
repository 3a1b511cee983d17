"""An operation that is sent again is neither parsed nor validated again; the rules still hold."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from graphql import FragmentDefinitionNode, parse, validate

from aggregator.schema import endpoint, limits
from aggregator.schema.documents import ValidDocuments
from aggregator.schema.endpoint import GraphQLRequest, Prepared, prepare
from aggregator.schema.limits import GraphQLLimits
from tests.support.the_world import the_world

LIMITS = GraphQLLimits()
QUERY = "{ customer { id name } }"
FIRST = "query Q($n: Int!) { customers(first: $n) { edges { node { id } } } }"


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often something was parsed, and validated."""
    done: Counter[str] = Counter()

    def counted(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any, **kwargs: Any) -> Any:
            done[name] += 1
            return function(*args, **kwargs)

        return run

    monkeypatch.setattr(limits, "parse", counted("parsed", parse))
    monkeypatch.setattr(limits, "validate", counted("validated", validate))
    return done


def prepared(
    documents: ValidDocuments,
    query: str = QUERY,
    variables: Mapping[str, Any] | None = None,
    fragments: Mapping[str, FragmentDefinitionNode] | None = None,
    *,
    may_introspect: bool = True,
    read_only: bool = False,
) -> Prepared | list[Any]:
    request = GraphQLRequest(query, variables or {}, None, {}, read_only=read_only)
    return prepare(
        the_world().schema,
        request,
        LIMITS,
        fragments or {},
        may_introspect=may_introspect,
        documents=documents,
    )


def codes(found: Prepared | list[Any]) -> list[str]:
    assert isinstance(found, list)
    return [str((error.extensions or {}).get("code")) for error in found]


def fragments(text: str) -> dict[str, FragmentDefinitionNode]:
    found = parse(text).definitions
    return {node.name.value: node for node in found if isinstance(node, FragmentDefinitionNode)}


def test_an_operation_that_is_sent_again_is_parsed_and_validated_once(work: Counter[str]) -> None:
    documents = ValidDocuments()
    for _ in range(5):
        assert isinstance(prepared(documents), Prepared)
    assert work == {"parsed": 1, "validated": 1}
    prepared(documents, f"{QUERY} ")
    assert work == {"parsed": 2, "validated": 2}


def test_what_is_not_valid_is_not_kept(work: Counter[str]) -> None:
    documents = ValidDocuments()
    for query in ("{ customer { id }", "{ custmer { id } }", "{ ...Nowhere }"):
        for _ in range(2):
            assert isinstance(prepared(documents, query), list)
    assert len(documents) == 0
    assert work["parsed"] == 6


def test_introspection_still_needs_leave_where_another_one_asked_before() -> None:
    documents = ValidDocuments()
    schema = "{ __schema { queryType { name } } }"
    assert isinstance(prepared(documents, schema), Prepared)
    assert codes(prepared(documents, schema, may_introspect=False)) == ["FORBIDDEN_INTROSPECTION"]
    assert isinstance(prepared(documents, schema), Prepared)


def test_what_variables_make_too_large_is_refused_each_time() -> None:
    documents = ValidDocuments()
    assert isinstance(prepared(documents, FIRST, {"n": 1}), Prepared)
    assert len(documents) == 1
    many = FIRST.replace("node { id }", "node { tickets(first: $n) { id } }")
    assert isinstance(prepared(documents, many, {"n": 2}), Prepared)
    assert codes(prepared(documents, many, {"n": 400})) == ["QUERY_TOO_COMPLEX"]
    assert isinstance(prepared(documents, many, {"n": "two"}), list)


def test_a_mutation_by_get_is_refused_though_it_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    documents = ValidDocuments()
    assert isinstance(prepared(documents, QUERY), Prepared)
    monkeypatch.setattr(endpoint, "_writes", lambda *_: "refused")
    assert prepared(documents, QUERY, read_only=True) == ["refused"]


def test_another_schema_or_other_limits_forget_all(work: Counter[str]) -> None:
    documents = ValidDocuments()
    prepared(documents.within("one", LIMITS))
    prepared(documents.within("one", GraphQLLimits()))
    assert work["parsed"] == 1
    prepared(documents.within("other", LIMITS))
    assert work["parsed"] == 2
    prepared(documents.within("other", GraphQLLimits(depth=3)))
    assert work["parsed"] == 3


def test_a_shared_fragment_that_says_another_thing_is_read_anew(work: Counter[str]) -> None:
    documents = ValidDocuments()
    query = "{ customer { ...Who } }"
    before = fragments("fragment Who on Customer { ...Name } fragment Name on Customer { name }")
    first = prepared(documents, query, fragments=before)
    again = fragments("fragment Who on Customer { ...Name } fragment Name on Customer { name }")
    assert prepared(documents, query, fragments=again) == first
    assert work["parsed"] == 1
    now = fragments("fragment Who on Customer { ...Name } fragment Name on Customer { email }")
    changed = prepared(documents, query, fragments=now)
    assert isinstance(changed, Prepared)
    assert changed != first
    assert isinstance(prepared(documents, query, fragments={}), list)


def test_so_many_different_operations_take_a_bounded_room() -> None:
    documents = ValidDocuments(entries=50, size=200_000)
    for number in range(500):
        assert isinstance(prepared(documents, f"{{ customer {{ a{number}: name }} }}"), Prepared)
        assert len(documents) <= 50
        assert documents.size <= 200_000
    large = "{ customer { " + " ".join(f"a{number}: name" for number in range(40)) + " } }"
    few = ValidDocuments(entries=1_000, size=200_000)
    for number in range(30):
        assert isinstance(prepared(few, f"{large} # {number}"), Prepared)
    assert few.size <= 200_000
    assert 0 < len(few) < 10


def test_one_that_is_used_outlives_those_that_are_not(work: Counter[str]) -> None:
    documents = ValidDocuments(entries=3)
    for number in range(10):
        prepared(documents)
        prepared(documents, f"{{ customer {{ a{number}: name }} }}")
    assert work["parsed"] == 11
