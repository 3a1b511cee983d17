"""Which of GraphQL's two media types a caller gets (RFC 9110, section 12.5.1)."""

from collections.abc import Iterable

GRAPHQL = "application/graphql-response+json"
JSON = "application/json"


def choose(accept: Iterable[str]) -> str | None:
    """Choose between GRAPHQL and JSON by the Accept headers' values; None: neither will do.

    Asked for with equal weight, the one named more exactly wins, then GraphQL's own type; a
    wildcard or no header at all is an older client, which expects plain JSON.
    """
    ranges = [part for value in accept for part in value.split(",") if part.strip()]
    if not ranges:
        return JSON
    best: tuple[float, int, int] = (0.0, 0, 0)
    chosen: str | None = None
    for media_type in (JSON, GRAPHQL):
        weight, exactness = _weigh(ranges, media_type)
        preferred = (media_type == GRAPHQL) == (exactness == 2)
        score = (weight, exactness, int(preferred))
        if weight > 0 and score > best:
            best, chosen = score, media_type
    return chosen


def _weigh(ranges: Iterable[str], media_type: str) -> tuple[float, int]:
    """Give the weight of the most exact range that covers `media_type`, and how exact it is."""
    found = (0.0, -1)
    for part in ranges:
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        exactness = {media_type: 2, "application/*": 1, "*/*": 0}.get(name)
        if exactness is not None and exactness > found[1]:
            found = (_quality(parameters), exactness)
    return found


def _quality(parameters: Iterable[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                quality = float(value)
            except ValueError:
                return 0.0
            return quality if 0.0 <= quality <= 1.0 else 0.0
    return 1.0


def is_json(content_type: str | None) -> bool:
    """Say whether a request's Content-Type is JSON in UTF-8."""
    if content_type is None:
        return False
    name, *parameters = (piece.strip().lower() for piece in content_type.split(";"))
    charsets = {p.partition("=")[2].strip("\"' ") for p in parameters if p.startswith("charset")}
    return name == JSON and charsets <= {"utf-8", "utf8"}
