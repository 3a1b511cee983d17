"""No address that Plain's own validator refuses is taken by ours: one costs a whole answer."""

import re

from aggregator.domain.host import ascii_host
from aggregator.domain.plain.values import UrlRule
from aggregator.render.layout.links import safe_url
from tests.support.whatwg import corpus, hosts, names

URLS = corpus(count=6_000, seed=7)


def test_what_the_standard_refuses_is_refused() -> None:
    url = UrlRule()
    taken = [each for each in URLS if url.broken(each) is None]
    assert len(taken) > 1_000, "the corpus has something to say"
    assert _refused(taken) == []


def test_the_json_schema_takes_none_of_them_either_but_for_a_labels() -> None:
    pattern = re.compile(UrlRule().schema()["pattern"])
    taken = [each for each in URLS if pattern.search(each)]
    wrong = [each for each in _refused(taken) if "xn--" not in each.lower()]
    assert wrong == []


def test_what_is_linked_is_well_and_leads_where_the_written_address_does() -> None:
    linked = [(each, url) for each in URLS if (url := safe_url(each))]
    assert len(linked) > 500
    before, after = hosts([each for each, _ in linked]), hosts([url for _, url in linked])
    assert [pair for pair, one, two in zip(linked, before, after, strict=True) if one != two] == []


def test_a_host_is_written_as_a_browser_writes_it() -> None:
    written = [(each, host) for each in names(6_000, seed=3) if (host := ascii_host(each))]
    read = hosts([f"https://{each}/" for each, _ in written])
    assert len(written) > 500
    assert [pair for pair, host in zip(written, read, strict=True) if pair[1] != host] == []


def _refused(urls: list[str]) -> list[str]:
    return [each for each, host in zip(urls, hosts(urls), strict=True) if host is None]
