from collections.abc import Iterator

from pydantic import BaseModel

from aggregator.settings import Settings, SourceSettings, TeamSettings, TokenSettings
from aggregator.settings.budget import CheckSettings
from aggregator.settings.limits import BreakerLimits, GraphQLLimits, Limits, RetryLimits

SECTIONS: tuple[type[BaseModel], ...] = (
    Settings,
    Limits,
    GraphQLLimits,
    BreakerLimits,
    RetryLimits,
    CheckSettings,
    TokenSettings,
    SourceSettings,
    TeamSettings,
)


def undescribed() -> Iterator[str]:
    for section in SECTIONS:
        for name, field in section.model_fields.items():
            if not (field.description or "").endswith((".", "...")):
                yield f"{section.__name__}.{name}"


def test_every_setting_says_what_it_means() -> None:
    assert list(undescribed()) == []
