"""What the settings say of sources, beside the connectors that know them."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from aggregator.domain.authentication import credential_fields
from aggregator.domain.lookup import Connector
from aggregator.schema.near import meant
from aggregator.settings.fault import SettingFault
from aggregator.settings.stated import UNWRITTEN, StatedSource
from aggregator.settings.wrong import place_of
from aggregator.upstream.sql.address import is_database


def faults_of_sources(
    sources: Iterable[StatedSource],
    connectors: Mapping[str, Connector],
    broken: Collection[str],
    text: str,
) -> Iterator[SettingFault]:
    """Find, in the file's `text`, what no connector knows; of a `broken` one nothing is known."""
    for source in sources:
        connector = connectors.get(source.connector)
        if connector is not None:
            yield from _Stated(source, connector, text).faults()
        elif source.connector not in broken:
            what = f"there is no connector {source.connector!r}"
            near = meant(source.connector, connectors)
            hint = f"Use one of: {', '.join(sorted(connectors))}; or write one: docs/connect.md"
            if near:
                hint = f"Did you mean {near[0]!r}? aggregator connectors list names all."
            yield _fault(source, ("connector",), what, hint, text)


_LEFT = f"what stands for {UNWRITTEN} is still to be written"


class _Stated:
    def __init__(self, source: StatedSource, connector: Connector, text: str) -> None:
        self.source, self.connector, self.text = source, connector, text

    def faults(self) -> Iterator[SettingFault]:
        options = self.connector.options
        for name, value in self.source.options.items():
            if name not in options:
                yield self._unknown(("options", name), "option", options)
            elif value == UNWRITTEN:
                yield self._about(name, _LEFT)
            elif (why := options[name].refuses(value)) is not None:
                yield self._about(name, f"it {why}")
        fields = credential_fields(self.connector.authentication)
        taken = [name for name in fields if name not in options]
        for name in self.source.credentials:
            if name not in taken:
                yield self._unknown(("credentials", name), "credential", taken)
        yield from self._address()

    def _about(self, name: str, what: str) -> SettingFault:
        about = self.connector.options[name].description
        hint = f"{about[:1].upper()}{about[1:]}." if about else None
        return self._fault(("options", name), what, hint)

    def _address(self) -> Iterator[SettingFault]:
        url = self.source.url
        of_database = any(each.request.sql is not None for each in self.connector.lookups)
        if url is not None and UNWRITTEN in url:
            yield self._fault(("url",), _LEFT, None)
        elif url is not None and is_database(url) != of_database:
            what = "it is a database's, and its connector asks over HTTP"
            hint = "For example https://billing.example.com."
            if of_database:
                what = "it is no database's, and its connector has statements for one"
                hint = "postgresql://host/name, or sqlite:///file.db."
            yield self._fault(("url",), what, hint)

    def _unknown(self, place: tuple[str, str], kind: str, known: Collection[str]) -> SettingFault:
        what = f"the connector {self.source.connector} has no such {kind}"
        return self._fault(place, what, f"It has: {', '.join(known) or 'none'}.", known)

    def _fault(
        self, place: tuple[str, ...], what: str, hint: str | None, known: Collection[str] = ()
    ) -> SettingFault:
        return _fault(self.source, place, what, hint, self.text, known)


def _fault(
    source: StatedSource,
    place: tuple[str, ...],
    what: str,
    hint: str | None,
    text: str,
    known: Collection[str] = (),
) -> SettingFault:
    whole = (*source.place, *place)
    near = meant(place[-1], known) if known else ()
    message = f"{'.'.join(map(str, whole))}: {what}"
    return SettingFault(*place_of(whole, text), message, hint, near[0] if near else None)
