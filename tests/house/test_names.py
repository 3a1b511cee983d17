"""A public name has one meaning in the whole package: nobody has to ask which `Place` is meant."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "aggregator"

PUBLISHED = {"aggregator/web/openapi.py"}
"""Its classes bear the names of the published OpenAPI document, and nothing imports them."""


def public_types(tree: ast.Module) -> Iterator[str]:
    """Yield the public classes and type aliases that a module defines; type variables are local."""
    for node in tree.body:
        match node:
            case ast.ClassDef(name=name):
                yield from _public(name)
            case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation):
                if ast.unparse(annotation).endswith("TypeAlias"):
                    yield from _public(name)
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                if _is_alias(name, value):
                    yield from _public(name)


def _public(name: str) -> Iterator[str]:
    if not name.startswith("_"):
        yield name


def _is_alias(name: str, value: ast.expr) -> bool:
    """A name in CamelCase that stands for a type; constants are written in capitals."""
    if not name[0].isupper() or name.isupper():
        return False
    return not (isinstance(value, ast.Call) and ast.unparse(value.func) == "TypeVar")


def with_two_homes(modules: dict[str, str]) -> dict[str, list[str]]:
    """Name -> the modules that define it, of those names that more than one defines."""
    homes: dict[str, list[str]] = defaultdict(list)
    for module, text in modules.items():
        for name in set(public_types(ast.parse(text))):
            homes[name].append(module)
    return {name: sorted(found) for name, found in homes.items() if len(found) > 1}


def test_a_public_type_has_one_home() -> None:
    modules = {
        path: file.read_text(encoding="utf-8")
        for file in PACKAGE.rglob("*.py")
        if (path := str(file.relative_to(ROOT))) not in PUBLISHED
    }
    assert with_two_homes(modules) == {}


def test_nothing_imports_a_class_that_only_describes_the_published_document() -> None:
    classes = set(public_types(ast.parse((PACKAGE / "web/openapi.py").read_text("utf-8"))))
    importers = {
        str(file.relative_to(ROOT)): used
        for file in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module == "aggregator.web.openapi"
        if (used := classes & {name.name for name in node.names})
    }
    assert classes
    assert importers == {}


@pytest.mark.parametrize(
    "definition",
    [
        "class Place:\n    pass\n",
        "Place = tuple[int, int]\n",
        "Place: TypeAlias = tuple[int, int]\n",
        'Place = NewType("Place", str)\n',
    ],
)
def test_two_homes_are_found_however_the_second_is_written(definition: str) -> None:
    found = with_two_homes({"a.py": "class Place:\n    pass\n", "b.py": definition})
    assert found == {"Place": ["a.py", "b.py"]}


@pytest.mark.parametrize(
    "definition",
    ['Place = TypeVar("Place")\n', "PLACE = 3\n", "class _Place:\n    pass\n", "Place: int = 3\n"],
)
def test_what_is_no_public_type_may_share_a_name(definition: str) -> None:
    assert with_two_homes({"a.py": "class Place:\n    pass\n", "b.py": definition}) == {}
