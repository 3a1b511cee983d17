"""Several workspaces in one service: each its own, and nothing crosses."""

import json
from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest
from graphql import GraphQLNamedType, GraphQLObjectType, get_named_type

from aggregator.demo.company import DemoCompany
from aggregator.demo.setting import fill
from aggregator.domain.plain.signature import sign
from aggregator.service import Service
from aggregator.settings import load_settings
from aggregator.web.app import create_app
from tests.support.companies import Companies, shared
from tests.support.product import ROOT
from tests.support.the_world import the_world
from tests.support.web_client import client

OURS, THEIRS = "w_ours", "w_theirs"
SECRETS = {OURS: "secret-of-ours", THEIRS: "secret-of-theirs"}
EMAIL = "alex@grocery.co"


@pytest.fixture(scope="module")
def companies(shared_companies: Companies) -> Iterator[Mapping[str, DemoCompany]]:
    """Two companies with people of the same e-mail addresses and ids, and other data of theirs."""
    with (
        shared(shared_companies, DemoCompany(latency=0.0, customers=30)) as ours,
        shared(shared_companies, DemoCompany(latency=0.0, customers=60)) as theirs,
    ):
        yield {OURS: ours, THEIRS: theirs}


def workspace(name: str, company: DemoCompany, folder: Path) -> dict[str, Any]:
    cards = folder / name / "support"
    cards.mkdir(parents=True)
    (cards / f"only-{name}.graphql").write_text(
        f'query Only @card(title: "{name}") {{ customer {{ name @row(label: "{name}") }} }}'
    )
    return {
        "cards": str(cards.parent),
        "signing_secrets": [SECRETS[name]],
        "sources": {
            source.name: {
                "connector": source.connector,
                "url": source.url,
                "credentials": dict(source.credentials),
            }
            for source in company.sources.values()
        },
    }


@pytest.fixture
async def service(companies: Mapping[str, DemoCompany], tmp_path: Path) -> AsyncIterator[Service]:
    """Both workspaces know Alex, as another person each; only ours has the others."""
    settings = load_settings(
        None,
        {
            "workspace_id": OURS,
            **workspace(OURS, companies[OURS], tmp_path),
            "workspaces": {THEIRS: workspace(THEIRS, companies[THEIRS], tmp_path)},
            "tokens": [
                {"name": name, "role": "operator", "secret": f"token-of-{name}", "workspace": name}
                for name in (OURS, THEIRS)
            ],
            "database_url": f"sqlite+aiosqlite:///{tmp_path / 'd.db'}",
            "graphql": str(ROOT / "graphql"),
        },
        environ={},
    )
    service = Service(settings)
    await service.start()
    await fill(service.directory, OURS, companies[OURS].data)
    for company in companies.values():
        company.reset()
    yield service
    await service.stop()


@pytest.fixture
async def http(service: Service) -> AsyncIterator[httpx.AsyncClient]:
    async with client(create_app(service)) as http:
        yield http


async def cards(
    http: httpx.AsyncClient, secret: str, claimed: str | None, keys: list[str]
) -> httpx.Response:
    raw = json.dumps({"cardKeys": keys, "customer": {"email": EMAIL}}).encode()
    headers = {"plain-request-signature": sign(secret, raw)}
    if claimed is not None:
        headers["plain-workspace-id"] = claimed
    return await http.post("/cards", content=raw, headers=headers)


async def test_each_workspace_answers_with_its_own_cards(http: httpx.AsyncClient) -> None:
    keys = [f"only-{OURS}", f"only-{THEIRS}"]
    for name, other in ((OURS, THEIRS), (THEIRS, OURS)):
        answer = await cards(http, SECRETS[name], name, keys)
        by_key = {card["key"]: json.dumps(card) for card in answer.json()["cards"]}
        assert "No card named" in by_key[f"only-{other}"]
        assert "No card named" not in by_key[f"only-{name}"]


async def test_that_one_of_them_knows_nobody_is_told_until_somebody_is_there(
    http: httpx.AsyncClient,
) -> None:
    """Anybody may ask: which one it is stays with whoever has its token."""
    told = (await http.get("/readyz")).json()["checks"]["directory"]
    assert told == (
        "empty in 1 of 2 workspaces: billing, crm, helpdesk cannot be asked about anybody. "
        "Fix: aggregator customers import, or /api/imports with a token of the workspace"
    )
    await http.post(
        "/api/customers/upsert",
        json={"customers": [{"externalId": "u1", "keys": {"billing.customer": "cus_1"}}]},
        headers={"Authorization": f"Bearer token-of-{THEIRS}"},
    )
    assert "directory" not in (await http.get("/readyz")).json()["checks"]


@pytest.mark.parametrize(
    ("secret", "claimed"),
    [
        (SECRETS[OURS], THEIRS),
        (SECRETS[THEIRS], OURS),
        (SECRETS[OURS], None),
        (SECRETS[OURS], "w_nobody"),
        (SECRETS[OURS], ""),
        ("another", OURS),
    ],
)
async def test_a_secret_opens_its_own_workspace_alone(
    http: httpx.AsyncClient, secret: str, claimed: str | None
) -> None:
    answer = await cards(http, secret, claimed, [f"only-{OURS}"])
    assert answer.status_code == 401
    assert OURS not in answer.text
    assert THEIRS not in answer.text


async def test_a_copy_of_one_workspace_is_never_shown_in_another(
    http: httpx.AsyncClient, service: Service, tmp_path: Path
) -> None:
    for name in (OURS, THEIRS):
        (tmp_path / name / "support" / "same.graphql").write_text(
            'query Same @card(title: "Same") { customer { seats { used @row(label: "Seats") } } }'
        )
    await service.reload()
    alex = {"cardKeys": ["same"], "customer": {"externalId": "customer-id-in-your-backend"}}
    raw = json.dumps(alex).encode()

    async def ask(name: str) -> str:
        signature = sign(SECRETS[name], raw)
        headers = {"plain-request-signature": signature, "plain-workspace-id": name}
        return (await http.post("/cards", content=raw, headers=headers)).text

    await service.hear(OURS)  # of whom the directory was given: no copy is older
    assert "Seats" in await ask(OURS)
    admission = service._admission
    crowd = [admission.enter(name) for name in (OURS, THEIRS) for _ in range(admission.permits)]
    assert "As of" in await ask(OURS)
    assert "OVERLOADED" in await ask(THEIRS)
    del crowd


async def test_each_workspace_asks_its_own_sources(
    http: httpx.AsyncClient, companies: Mapping[str, DemoCompany], service: Service, tmp_path: Path
) -> None:
    (tmp_path / THEIRS / "support" / "usage.graphql").write_text(
        'query Usage @card(title: "Usage") { customer { seats { used @row(label: "Seats") } } }'
    )
    await service.reload()
    raw = json.dumps({"cardKeys": ["usage"], "customer": {"externalId": "e1"}}).encode()
    signature = sign(SECRETS[THEIRS], raw)
    headers = {"plain-request-signature": signature, "plain-workspace-id": THEIRS}
    await http.post("/cards", content=raw, headers=headers)
    assert sum(companies[THEIRS].calls()["product"].values()) == 1
    assert companies[OURS].calls()["product"] == {}


def operations() -> Iterator[str]:
    """Every field of the query's root and of what a customer or account reaches, one each."""
    schema = the_world().schema
    root = schema.query_type
    assert root is not None
    yield "{ customers(first: 50) { totalCount edges { node { id email externalId name } } } }"
    for of, by in (
        ("Customer", 'customer(by: {email: "%s"})'),
        ("Account", 'account(by: {domain: "grocery.co"})'),
    ):
        kind = schema.type_map[of]
        assert isinstance(kind, GraphQLObjectType)
        for name, field in kind.fields.items():
            arguments = "(first: 3)" if "first" in field.args else ""
            selection = selected(get_named_type(field.type))
            selector = by % EMAIL if "%s" in by else by
            yield f"{{ {selector} {{ {name}{arguments}{selection} }} }}"


def selected(of: GraphQLNamedType) -> str:
    """Its scalar fields; of what has none, such as a page, those of its objects."""
    if not isinstance(of, GraphQLObjectType):
        return ""
    plain = {
        name: get_named_type(field.type) for name, field in of.fields.items() if not field.args
    }
    scalars = [name for name, inner in plain.items() if not isinstance(inner, GraphQLObjectType)]
    below = [] if scalars else [f"{name}{selected(inner)}" for name, inner in plain.items()]
    return f" {{ {' '.join(scalars or below)} }}"


async def test_no_field_of_the_graph_reads_another_workspace(http: httpx.AsyncClient) -> None:
    """Theirs has an empty directory: whatever is asked, nobody of ours is found there."""
    found = 0
    for query in operations():
        answers = {}
        for name in (OURS, THEIRS):
            headers = {"authorization": f"Bearer token-of-{name}"}
            answer = await http.post("/graphql", json={"query": query}, headers=headers)
            assert answer.status_code == 200, (query, answer.text)
            assert "data" in answer.json(), (query, answer.text)
            answers[name] = answer.json()["data"]
        # What is said of anybody whom nobody knows; the address that was asked for is repeated.
        headers = {"authorization": f"Bearer token-of-{THEIRS}"}
        of_nobody = query.replace(EMAIL, "nobody@nowhere.example")
        stranger = (await http.post("/graphql", json={"query": of_nobody}, headers=headers)).json()
        assert "data" in stranger, stranger
        nothing = {None, 0, EMAIL, *leaves(stranger["data"])}
        assert set(leaves(answers[THEIRS])) <= nothing, query
        found += not set(leaves(answers[OURS])) <= nothing
    assert found > 10


def leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from leaves(inner)
    else:
        yield value


async def test_no_public_route_names_a_workspace_or_a_card_of_one(
    http: httpx.AsyncClient, service: Service
) -> None:
    for path in ("/", "/livez", "/readyz", "/api/openapi.json", "/nowhere", "/graphql", "/cards"):
        text = (await http.get(path)).text
        for secret in (OURS, THEIRS, *SECRETS.values(), "token-of", "only-"):
            assert secret not in text, (path, secret)
