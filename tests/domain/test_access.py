import hmac
from itertools import pairwise

import pytest

from aggregator.domain.access import ApiToken, Role, find_token, hash_token


def token(name: str, secret: str) -> ApiToken:
    return ApiToken(name, "default", Role.VIEWER, hash_token(secret))


TOKENS = (token("first", "one"), token("second", "two"), token("third", "three"))


def test_roles_ascend_from_viewer_to_operator() -> None:
    assert all(lower < higher for lower, higher in pairwise(Role))
    assert sorted([Role.OPERATOR, Role.VIEWER, Role.ENGINEER]) == list(Role)
    assert Role.ENGINEER >= Role.ENGINEER > Role.VIEWER
    with pytest.raises(TypeError):
        assert Role.VIEWER < "operator"


@pytest.mark.parametrize(
    ("presented", "name"), [("one", "first"), ("two", "second"), ("three", "third")]
)
def test_a_token_is_found_by_its_secret(presented: str, name: str) -> None:
    found = find_token(TOKENS, presented)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize("presented", ["", "on", "one ", "ONE", "\udc80", hash_token("one")])
def test_anything_else_finds_no_token(presented: str) -> None:
    assert find_token(TOKENS, presented) is None
    assert find_token((), presented) is None


def test_every_token_is_compared_wherever_the_match_is(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[str] = []
    compare = hmac.compare_digest

    def counting(kept: str, presented: str) -> bool:
        compared.append(kept)
        return compare(kept, presented)

    monkeypatch.setattr("aggregator.domain.access.hmac.compare_digest", counting)
    for presented in ("one", "three", "none"):
        compared.clear()
        find_token(TOKENS, presented)
        assert len(compared) == len(TOKENS)


def test_neither_a_token_nor_its_hash_is_printed() -> None:
    assert hash_token("one") not in repr(TOKENS[0])
    assert "one" not in repr(TOKENS[0]).replace("'none'", "")
