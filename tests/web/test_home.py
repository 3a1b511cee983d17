"""The first page: what runs, for a person, without help from anywhere else."""

import re
from html.parser import HTMLParser

from pydantic import AnyHttpUrl

from aggregator.domain.severity import Severity
from aggregator.language.diagnostics import Diagnostic
from aggregator.web.app import create_app
from aggregator.web.home import CardEntry, Home, SourceEntry, home_page
from aggregator.web.page import POLICY
from tests.support.fake_service import FakeBroken, FakeCard, FakeService
from tests.support.web_client import client

HOME = Home(
    url="https://cards.example.com",
    version="1.2.3",
    cards=(
        CardEntry("support", "account", "Account"),
        CardEntry("billing", "plan-details", "Plan"),
        CardEntry("billing", "late", "late", "late.graphql:7:5: no field <b>"),
    ),
    sources=(SourceEntry("crm", "CRM"),),
)


FINDINGS = tuple(
    Diagnostic("field", Severity.ERROR, message, "/srv/cards/late.graphql", 7, 5, 9, serves=False)
    for message in ("no such field", "and no such type")
)


class Outline(HTMLParser):
    """The page's text, its addresses, and whether its tags are closed in order."""

    VOID = frozenset({"meta", "link"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.addresses: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src")]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] != ["style"]:
            self.text += data


def test_cards_are_listed_by_team_and_broken_ones_marked() -> None:
    page = Outline(home_page(HOME).html)
    assert page.open == []
    assert page.text.index("billing") < page.text.index("Plan") < page.text.index("support")
    assert "Not served: late.graphql:7:5: no field <b>" in page.text
    assert "2 cards from 1 source" in page.text
    assert "CRM" in page.text


def test_what_comes_from_files_and_headers_is_text_never_markup() -> None:
    hostile = '"><script>alert(1)</script>'
    home = Home(
        url=f"http://{hostile}",
        version=hostile,
        cards=(CardEntry(hostile, hostile, hostile + "t", hostile),),
        sources=(SourceEntry(hostile, hostile),),
    )
    page = Outline(home_page(home).html)
    assert "script" not in page.tags
    assert page.open == []


def test_nothing_comes_from_elsewhere() -> None:
    page = Outline(home_page(HOME).html)
    assert {"script", "img", "iframe"}.isdisjoint(page.tags)
    assert all(address == "data:," or address.startswith("/") for address in page.addresses)
    assert "url(" not in home_page(HOME).html
    assert "unsafe" not in POLICY


def test_it_says_what_to_do_where_nothing_is_set_up() -> None:
    text = Outline(home_page(Home("http://x", "1", (), ())).html).text
    assert "There are no card files yet" in text
    assert "No source is connected yet" in text


def test_a_card_served_as_it_was_before_its_mistake_says_so() -> None:
    former = CardEntry("billing", "plan", "plan", "line 7: no such field", former=True)
    text = Outline(home_page(Home("http://x", "1", (former,), ())).html).text
    assert "Served as it was before this mistake: line 7: no such field" in text
    assert "1 card from" in text
    assert "1 file has a mistake." in text


def test_of_several_workspaces_it_tells_how_many_and_no_more() -> None:
    text = Outline(home_page(Home("http://x", "1", (), (), workspaces=3)).html).text
    assert "3 workspaces" in text
    assert "Cards" not in text.replace("Cards, as Plain asks", "")
    assert "Sources" not in text


async def test_it_is_at_the_root_with_a_policy_that_allows_its_own_style_only() -> None:
    service = FakeService()
    service.snapshot.catalog.cards = {"plan": FakeCard("billing", "plan", "Plan")}
    service.snapshot.catalog.broken = {"late": FakeBroken("billing", "late", FINDINGS)}
    service.snapshot.workspace.source_labels = {"crm": "CRM"}
    async with client(create_app(service)) as http:
        answer = await http.get("/")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-security-policy"] == POLICY
    text = Outline(answer.text).text
    assert "http://service.test/cards" in text
    assert "Not served: line 7: no such field (and 1 more)" in text
    assert "/srv/cards" not in text
    assert re.search(r"billing\s+1 card, 1 not served", text)


async def test_a_public_address_goes_before_the_one_that_was_called() -> None:
    service = FakeService()
    url = AnyHttpUrl("https://cards.example.com")
    service.snapshot.settings = service.snapshot.settings.model_copy(update={"public_url": url})
    async with client(create_app(service)) as http:
        text = Outline((await http.get("/")).text).text
    assert "https://cards.example.com/cards" in text
    assert "service.test" not in text
