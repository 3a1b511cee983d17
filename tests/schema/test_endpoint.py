"""An operation sent to /graphql: refused before it runs, or run, and never told too much."""

from typing import Any

import pytest
from graphql import FragmentDefinitionNode, parse

from aggregator.domain.errors import DirectoryUnavailable
from aggregator.schema.endpoint import GraphQLAnswer, complete
from aggregator.schema.errors import MESSAGE_MAX
from tests.support.world import MemoryDirectory, World, customer


def code(answer: GraphQLAnswer) -> str:
    (error,) = answer.payload["errors"]
    return str(error["extensions"]["code"])


def fragments(text: str) -> dict[str, FragmentDefinitionNode]:
    found = parse(text).definitions
    return {node.name.value: node for node in found if isinstance(node, FragmentDefinitionNode)}


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("{ customer { id }", "GRAPHQL_PARSE_FAILED"),
        ("", "GRAPHQL_PARSE_FAILED"),
        ("{ custmer { id } }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ customer { id } } { thread { id } }", "GRAPHQL_VALIDATION_FAILED"),
        ("query A { customer { id } } query B { thread { id } }", "OPERATION_NAME"),
        ("query Q($n: Int!) { customers(first: $n) { totalCount } }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ " + "customer { name } " * 30 + "}", "QUERY_TOO_COMPLEX"),
    ],
)
async def test_what_cannot_run_is_refused_by_name_and_nobody_is_asked(
    query: str, said: str
) -> None:
    world = World()
    answer = await world.ask(query)
    assert not answer.executed
    assert "data" not in answer.payload
    assert {error["extensions"]["code"] for error in answer.payload["errors"]} == {said}
    assert world.directory.asked == []


async def test_the_operation_is_chosen_by_its_name() -> None:
    query = "query A { customer { id } } query B { thread { id } }"
    answer = await World().ask(query, operation="A")
    assert answer.payload == {"data": {"customer": {"id": "cus_1"}}}
    assert code(await World().ask(query, operation="C")) == "OPERATION_NAME"


async def test_introspection_needs_leave_and_so_do_suggestions() -> None:
    schema, typo = "{ __schema { queryType { name } } }", "{ custmer { id } }"
    assert code(await World().ask(schema, may_introspect=False)) == "FORBIDDEN_INTROSPECTION"
    assert (await World().ask(schema)).payload["data"]["__schema"]["queryType"]
    told = (await World().ask(typo)).payload["errors"][0]["message"]
    untold = (await World().ask(typo, may_introspect=False)).payload["errors"][0]["message"]
    assert "Did you mean" in told
    assert "Did you mean" not in untold


async def test_a_failure_of_the_directory_has_its_code_and_the_request_its_reference() -> None:
    directory = MemoryDirectory()
    directory.failure = DirectoryUnavailable("The directory did not answer")
    answer = await World(directory=directory).ask("{ customer { id } }")
    (error,) = answer.payload["errors"]
    assert answer.executed
    assert error["extensions"] == {"code": "DIRECTORY_UNAVAILABLE", "reference": "REFERENCE1"}


async def test_a_bug_is_told_as_internal_error_alone() -> None:
    class Broken(MemoryDirectory):
        async def resolve(self, *_: Any) -> Any:
            raise KeyError("alex@grocery.co")

    answer = await World(directory=Broken([customer()])).ask("{ customer { id } }")
    assert code(answer) == "INTERNAL"
    assert "alex" not in str(answer.payload)


async def test_a_wrong_value_is_the_callers_with_a_place() -> None:
    query = "query Q($n: Int!) { customers(first: $n) { totalCount } }"
    answer = await World().ask(query, {"n": "many"})
    (error,) = answer.payload["errors"]
    assert not answer.executed
    assert "$n" in error["message"]


async def test_shared_fragments_that_a_document_lacks_are_added() -> None:
    shared = fragments("fragment Outer on Customer { ...Inner } fragment Inner on Customer { id }")
    answer = await World().ask("{ customer { ...Outer } }", fragments=shared)
    assert answer.payload == {"data": {"customer": {"id": "cus_1"}}}


def test_only_fragments_that_are_spread_and_missing_are_added() -> None:
    shared = fragments("fragment A on Customer { id } fragment B on Customer { name }")
    own = parse("{ customer { ...A } } fragment A on Customer { email }")
    assert complete(own, shared) is own
    spread = complete(parse("{ customer { ...A } }"), shared)
    assert [node.name.value for node in spread.definitions[1:]] == ["A"]  # type: ignore[attr-defined]


def test_fragments_in_a_circle_are_added_once() -> None:
    shared = fragments("fragment A on Customer { ...B } fragment B on Customer { ...A }")
    assert len(complete(parse("{ customer { ...A } }"), shared).definitions) == 3


async def test_a_directory_that_is_late_is_told_by_its_own_name_and_not_as_a_source() -> None:
    answer = await World(seconds=0.0).ask("{ customer { id } }")
    assert code(answer) == "DIRECTORY_UNAVAILABLE"
    assert answer.payload["data"] == {"customer": None}


@pytest.mark.parametrize("value", ["{a: 1}", "[1]", "true", '"no address"'])
async def test_an_argument_that_is_no_text_is_refused_before_anybody_is_asked(value: str) -> None:
    world = World()
    answer = await world.ask(f"{{ customer(by: {{email: {value}}}) {{ email }} }}")
    assert not answer.executed
    assert code(answer) == "GRAPHQL_VALIDATION_FAILED"
    assert world.directory.asked == []


@pytest.mark.parametrize(
    "query",
    ["mutation { drop }", "mutation M { a: x b: x }", "query Q { thread { id } } mutation M { x }",
     "subscription M { changes }", "mutation M { " + "x " * 600 + "}"],
)  # fmt: skip
async def test_what_writes_is_refused_by_get_before_all_else_that_is_wrong(query: str) -> None:
    name = "M" if " M " in query else None
    assert code(await World().ask(query, operation=name, read_only=True)) == "MUTATION_OVER_GET"


async def test_an_error_is_short_whatever_it_quotes() -> None:
    fields = " ".join(f"x{n}: 1" for n in range(150))
    answer = await World().ask(f"{{ customer(by: {{{fields}}}) {{ id }} }}")
    errors = answer.payload["errors"]
    assert len(errors) <= 6, "five, and one that says that there are more"
    assert all(len(error["message"]) <= MESSAGE_MAX for error in errors)


async def test_an_empty_cursor_is_the_first_page() -> None:
    page = '{ customers(after: "") { pageInfo { hasPreviousPage } totalCount } }'
    data = await World().data(page)
    assert data["customers"] == {"pageInfo": {"hasPreviousPage": False}, "totalCount": 1}
