"""Whose a request is, and of whom it speaks."""

from collections.abc import Mapping

from aggregator.domain.access import ApiToken
from aggregator.domain.errors import InvalidRequest, SignatureError
from aggregator.domain.plain.request import Subject, read_subject
from aggregator.pipeline.answer import Workspace
from aggregator.pipeline.verify import claimed_workspace, not_proven
from aggregator.schema.endpoint import GraphQLRequest
from aggregator.service.snapshot import Snapshot


def workspace_of(headers: Mapping[str, str], snapshot: Snapshot) -> Workspace:
    """Whose secrets a request is held to. SignatureError when it is nobody's."""
    workspaces = snapshot.workspaces
    if len(workspaces) == 1:
        return snapshot.workspace
    claimed = claimed_workspace(headers)
    for workspace in workspaces.values():
        if claimed in (workspace.trust.plain_workspaces or (workspace.id,)):
            return workspace
    raise not_proven("workspace")


def workspace_of_token(token: ApiToken, snapshot: Snapshot) -> Workspace:
    """The workspace that a token is of; SignatureError when it is served no more."""
    workspace = snapshot.workspaces.get(token.workspace_id)
    if workspace is None:  # taken out of the settings since the token was read
        raise SignatureError("The token's workspace is served no more.")
    return workspace


def subject_of(request: GraphQLRequest) -> Subject | None:
    """Whom the operation speaks of, by `extensions.card` in Plain's shape."""
    card = request.extensions.get("card")
    if card is None:
        return None
    if not isinstance(card, Mapping):
        raise InvalidRequest("extensions.card must be an object in the shape of Plain's request.")
    return read_subject(card)
