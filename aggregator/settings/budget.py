"""What cards may ask of sources at worst: `aggregator check` holds them to it."""

from pydantic import Field

from aggregator.settings.section import Section


class CheckSettings(Section):
    """Budgets of calls, as `aggregator check --explain` counts them."""

    max_lookups: int = Field(10, ge=0, description="Lookups that one card may send.")
    max_exchanges: int = Field(
        20, ge=0, description="Calls over the wire that one card may take, at worst."
    )
    max_depth: int = Field(4, ge=0, description="Lookups that may wait for each other in a row.")
    max_lookups_together: int = Field(
        50, ge=0, description="Lookups that all cards may send in one request."
    )
    max_exchanges_together: int = Field(
        100, ge=0, description="Calls over the wire that all cards may take in one request."
    )
