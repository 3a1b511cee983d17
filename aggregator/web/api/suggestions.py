"""`/api/customers/suggestions`: customers who may be one person."""

from http import HTTPStatus
from typing import Any

from pydantic import Field

from aggregator.directory.suggest.suggested import MergeSuggestion, in_words
from aggregator.domain.access import Role
from aggregator.domain.pages import PAGE_MOST
from aggregator.web.api.decisions import MergeConflictTold
from aggregator.web.api.operation import ApiAnswer, ApiCall, ApiOperation, ApiParameter
from aggregator.web.api.people import ApiModel, CustomerSummary

_PAGE = 25


class SuggestionReasonTold(ApiModel):
    """Why two may be one: a word for programs, and the same for people."""

    kind: str
    text: str


class SuggestionTold(ApiModel):
    """Two who may be one. `conflicts`: ids that both have, so that merging takes `force`."""

    keep: CustomerSummary = Field(description="Who was there first: `into` of a merge.")
    merge: CustomerSummary = Field(description="Who would be merged into them.")
    score: float = Field(description="How much speaks for it, 0 to 1. No probability.")
    reasons: list[SuggestionReasonTold]
    conflicts: list[MergeConflictTold]

    @classmethod
    def of(cls, each: MergeSuggestion) -> "SuggestionTold":
        conflicts: list[Any] = [
            MergeConflictTold(name=c.name, kept=c.kept, merged=c.merged) for c in each.conflicts
        ]
        return cls(
            keep=CustomerSummary.of(each.keep),
            merge=CustomerSummary.of(each.merge),
            score=each.score,
            reasons=[
                SuggestionReasonTold(kind=reason.kind.value, text=in_words(reason))
                for reason in each.reasons
            ],
            conflicts=conflicts,
        )


class SuggestionList(ApiModel):
    """A page, the most probable first. `next`: what to give as `after` for more."""

    suggestions: list[SuggestionTold]
    total: int = Field(description="Over all pages; at most 10,000 are kept.")
    compared: int = Field(description="How many customers were: all, or the newest 100,000.")
    next: str | None


async def _list(call: ApiCall) -> ApiAnswer:
    first = call.number("first", _PAGE, (1, PAGE_MOST))
    page = await call.directory.suggestions(call.workspace_id, first, call.text("after"))
    following = page.suggestions[-1].cursor if page.has_next and page.suggestions else None
    told = [SuggestionTold.of(each) for each in page.suggestions]
    answer = SuggestionList(
        suggestions=told, total=page.total, compared=page.compared, next=following
    )
    return ApiAnswer(answer)


LIST = ApiOperation(
    name="suggestMerges",
    method="GET",
    path="/api/customers/suggestions",
    summary="List customers who may be one person",
    description="By e-mail alias, phone, or name and company; nothing is merged by itself. "
    "POST /api/customers/{merge.id}/merge accepts one, `.../decide` with `different` dismisses it: "
    "it never comes again.",
    role=Role.VIEWER,
    run=_list,
    answers={HTTPStatus.OK: ("What is suggested", SuggestionList)},
    parameters=(
        ApiParameter("first", "How many at most.", bounds=(1, PAGE_MOST)),
        ApiParameter("after", "The `next` of the page before."),
    ),
)

OPERATIONS = (LIST,)
