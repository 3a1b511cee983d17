from tests.support.python_cards import assert_script_fine, assert_script_found, script


def test_a_name_that_is_not_there_is_found_with_what_was_meant() -> None:
    code = "LIMIT = 3\n" + script("return Card(str(⟦LIMTI⟧))")
    assert assert_script_found("python-raises", code).did_you_mean == ("LIMIT",)


def test_names_of_every_kind_of_binding_are_there() -> None:
    body = (
        "total = 0\n"
        "for number, (a, *b) in ():\n    total += number\n"
        "try:\n    pass\nexcept ValueError as error:\n    total = str(error)\n"
        "match customer:\n    case {'a': x, **rest}:\n        total = x, rest\n"
        "    case [first, *others] as whole:\n        total = first, others, whole\n"
        "if (length := len('a')) > 1:\n    total = length\n"
        "def inner(p, /, q, *r, s=1, **t):\n    return p, q, r, s, t, a, b\n"
        "return Card(*[it for it in ()], inner and str(total))"
    )
    assert_script_fine("python-raises", script(body))
