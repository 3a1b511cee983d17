"""Plain's components as cards build them, in the card language and in Python alike.

The one place where a card's words meet Plain's limits: what is too long is cut with "…", what may
not be opened or copied is left out. None: there is nothing to show.
"""

from collections.abc import Sequence

from aggregator.domain.plain.components import (
    Badge,
    Component,
    Container,
    CopyButton,
    DateTime,
    LinkButton,
    PlainText,
    Row,
    Text,
    User,
    WorkflowButton,
)
from aggregator.domain.plain.limits import (
    COPY_VALUE_MAX,
    LABEL_MAX,
    TEXT_MAX,
    TOOLTIP_MAX,
    clamp,
    exact,
    fitted,
)
from aggregator.domain.plain.values import DateTimeRule
from aggregator.render.layout.links import safe_url
from aggregator.render.layout.tidy import tidy

_MOMENT = DateTimeRule()


def text(words: str, size: str | None = None, color: str | None = None) -> PlainText | None:
    """Words as they are, whoever wrote them."""
    found = fitted(words, TEXT_MAX)
    return PlainText(found, size, color) if found else None  # type: ignore[arg-type]  # looked at when it is built


def markdown(words: str, size: str | None = None, color: str | None = None) -> Text | None:
    """Bold, italic and links: never a source's raw string."""
    found = fitted(words, TEXT_MAX)
    return Text(found, size, color) if found else None  # type: ignore[arg-type]  # as above


def badge(label: str, color: str | None) -> Badge | None:
    """A word or two in a coloured pill."""
    found = fitted(label, LABEL_MAX)
    return Badge(found, color) if found else None  # type: ignore[arg-type]  # as above


def link(label: str, url: str) -> LinkButton | None:
    """A button that opens an address; none where that may not be opened."""
    words, found = fitted(label, LABEL_MAX), safe_url(url)
    return LinkButton(words, found) if words and found else None


def copy(value: str, tooltip: str) -> CopyButton | None:
    """A button that copies exactly `value`; none where that would be cut or cleaned."""
    found = exact(value, COPY_VALUE_MAX)
    return CopyButton(found, clamp(tooltip, TOOLTIP_MAX)) if found else None


def workflow(label: str, identifier: str | None, key: str | None) -> WorkflowButton | None:
    """A button that starts one of Plain's workflows, named by its id or its key."""
    words = fitted(label, LABEL_MAX)
    return WorkflowButton(words, identifier, key) if words else None


def moment(iso8601: str) -> DateTime | None:
    """A moment in the viewer's own time zone; none where Plain could not read it."""
    return DateTime(iso8601) if _MOMENT.broken(iso8601) is None else None


def user(by: str, value: str) -> User | None:
    """A user of Plain, named `by` email, user_id or machine_user_id; none for one that is cut."""
    found = exact(value, LABEL_MAX)
    return User(**{by: found}) if found else None


def row(main: Sequence[Component], aside: Sequence[Component]) -> Row | None:
    """Two columns; none when there is nothing at the left."""
    left = tidy(main)
    # What may not be held is refused when the row is built.
    return Row(tuple(left), tuple(tidy(aside))) if left else None  # type: ignore[arg-type]


def box(content: Sequence[Component]) -> Container | None:
    """A border around what is there."""
    found = tidy(content)
    return Container(tuple(found)) if found else None  # type: ignore[arg-type]  # as above
