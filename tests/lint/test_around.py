"""What a node stands in, innermost first."""

from graphql import ArgumentNode, DirectiveNode, FieldNode, OperationDefinitionNode, parse

from aggregator.lint.around import around


def test_a_node_stands_in_its_parents() -> None:
    document = parse("query Q { a @x(y: 1) b @x(y: 2) } fragment F on T { a @x(y: 2) }")
    operation = document.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    field = operation.selection_set.selections[1]
    assert isinstance(field, FieldNode)
    directive = (field.directives or ())[0]
    argument = (directive.arguments or ())[0]
    assert isinstance(argument, ArgumentNode)
    assert isinstance(directive, DirectiveNode)
    found = around(document, argument)
    assert found[:2] == [directive, field] or tuple(found[:2]) == (directive, field)
    assert found[-1] is document


def test_a_node_of_another_document_stands_in_nothing() -> None:
    assert not around(parse("{ a }"), parse("{ a }").definitions[0])
