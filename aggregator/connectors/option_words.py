"""What a connector asks of the settings of a source, and which of its ids the directory links."""

from pydantic import Field

from aggregator.domain.lookup import SourceOption
from aggregator.upstream.words import FieldNames, ManifestTable, ManifestText


class OptionWords(ManifestTable):
    """A setting of a source."""

    description: ManifestText = Field("", description="What it is, and where it is found.")
    pattern: ManifestText = Field(
        SourceOption().pattern, description="A regular expression that the whole value matches."
    )
    default: ManifestText | None = Field(
        None, description="Its value where the settings have none. Without, they must."
    )


class DirectoryWords(ManifestTable):
    """Ids of this system that the directory links."""

    customer: FieldNames = Field((), description="Kinds of id that it links to a customer.")
    account: FieldNames = Field((), description="Kinds of id that it links to an account.")
