"""A request for cards costs no parsing, no validation and no compiling: all of that is at load."""

import threading
from typing import Any

import jmespath
import pytest
from graphql.language.parser import Parser
from graphql.validation.validation_context import ValidationContext

from tests.support.product import Product

ALEX = "alex@grocery.co"


async def test_no_document_is_parsed_or_validated_and_no_path_compiled(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    here = threading.get_ident()  # the company's own GraphQL server parses, in another thread

    def counted(of: Any, name: str) -> None:
        real = getattr(of, name)

        def call(*args: Any, **kwargs: Any) -> Any:
            if threading.get_ident() == here:
                done.append(f"{of.__name__}.{name}")
            return real(*args, **kwargs)

        monkeypatch.setattr(of, name, call)

    counted(Parser, "__init__")
    counted(ValidationContext, "__init__")
    counted(jmespath, "compile")
    keys = sorted(product.service.snapshot.catalog.cards)
    assert len(keys) >= 8
    await product.ask(keys, email=ALEX)
    assert done == []
    await product.query("{ __typename }")
    assert done == ["Parser.__init__", "ValidationContext.__init__"], "the counters count"
