"""Why something said to the directory was not taken: stable codes, each with the rule and the fix.

The texts never quote what was said: it is somebody's.
"""

from enum import StrEnum


class Code(StrEnum):
    """The rule, then what to do; `explained` gives both."""

    BAD_ENCODING = "bad_encoding"
    RAGGED_ROW = "ragged_row"
    UNKNOWN_COLUMN = "unknown_column"
    MISSING_REQUIRED = "missing_required"
    BAD_VALUE = "bad_value"
    BAD_EMAIL = "bad_email"
    BAD_PHONE = "bad_phone"
    BAD_DOMAIN = "bad_domain"
    BAD_NUMBER = "bad_number"
    BAD_DATE = "bad_date"
    BAD_JSON = "bad_json"
    TOO_LONG = "too_long"
    UNKNOWN_TAG = "unknown_tag"
    UNKNOWN_OWNER = "unknown_owner"
    ACCOUNT_NOT_FOUND = "account_not_found"
    ORG_UNIT_NOT_FOUND = "org_unit_not_found"
    ORG_UNIT_TAKEN = "org_unit_taken"
    CUSTOMER_NOT_FOUND = "customer_not_found"
    DUPLICATE_IN_FILE = "duplicate_in_file"
    EXTERNAL_REF_TAKEN = "external_ref_taken"
    EMAIL_TAKEN = "email_taken"
    DOMAIN_TAKEN = "domain_taken"
    AMBIGUOUS_MATCH = "ambiguous_match"
    BLOCKED_VALUE = "blocked_value"
    CLAIMS_TOO_MUCH = "claims_too_much"
    LIMIT_EXCEEDED = "limit_exceeded"


_EXPLAINED: dict[Code, tuple[str, str]] = {
    Code.BAD_ENCODING: (
        "The bytes are no text in the encoding of the file.",
        "Save the file as UTF-8, or name its encoding.",
    ),
    Code.RAGGED_ROW: (
        "The row has another number of cells than the header.",
        "Quote cells that hold the delimiter, a quote or a line break.",
    ),
    Code.UNKNOWN_COLUMN: (
        "The column means nothing to the directory and is left out.",
        "Say what it means: --map 'COLUMN=FIELD'.",
    ),
    Code.MISSING_REQUIRED: (
        "An e-mail, a phone, a domain, an external_ref or an id in a source says who it is.",
        "Fill in one of them.",
    ),
    Code.BAD_VALUE: (
        "A value has at most 512 characters, no NUL and no half of a surrogate pair.",
        "Correct the cell.",
    ),
    Code.BAD_EMAIL: (
        "An e-mail address has a name, one @ and a domain.",
        "Correct or empty the cell.",
    ),
    Code.BAD_PHONE: (
        "A phone number is one that can exist, with its country: +49 30 123456.",
        "Write it with + and the country, or say where it is dialled: --region DE.",
    ),
    Code.BAD_DOMAIN: (
        "A domain is a bare host of a company: acme.com, no path and no mail provider.",
        "Correct or empty the cell.",
    ),
    Code.BAD_NUMBER: ("The field holds numbers: 1234.5", "Write digits with a point."),
    Code.BAD_DATE: ("The field holds dates: 2026-11-30", "Write year-month-day."),
    Code.BAD_JSON: ("A line of JSONL is one JSON object.", "Correct the line."),
    Code.TOO_LONG: ("A value is longer than the directory keeps.", "Shorten it."),
    Code.UNKNOWN_TAG: (
        "A tag must exist before it is given, and have the value that it is given.",
        "aggregator customers tags NAME, or --create-tags.",
    ),
    Code.UNKNOWN_OWNER: (
        "An owner must be known before somebody is given to them.",
        "aggregator customers owners NAME, or --create-owners.",
    ),
    Code.ACCOUNT_NOT_FOUND: (
        "No account has this external_ref.",
        "Import the accounts first, or --create-accounts.",
    ),
    Code.ORG_UNIT_NOT_FOUND: (
        "No org unit has this external_ref.",
        "Import the org units first.",
    ),
    Code.ORG_UNIT_TAKEN: (
        "An org unit belongs to one account, and this one to another.",
        "Name its account, or move it first: aggregator customers import --as org-unit.",
    ),
    Code.CUSTOMER_NOT_FOUND: ("Nobody has this id of the directory.", "Leave the id out."),
    Code.DUPLICATE_IN_FILE: (
        "An earlier row is the same one, and says otherwise.",
        "Keep one of the rows.",
    ),
    Code.EXTERNAL_REF_TAKEN: (
        "The ids of the row belong to different ones of the directory.",
        "Correct the row, or merge the two.",
    ),
    Code.EMAIL_TAKEN: (
        "The e-mail belongs to somebody else, who has another external_ref.",
        "Correct the row, merge the two, or --shared-emails when people share a mailbox.",
    ),
    Code.DOMAIN_TAKEN: (
        "The domain belongs to another account.",
        "Correct the row, or merge the two.",
    ),
    Code.AMBIGUOUS_MATCH: (
        "Several have what the row says, so it names none of them.",
        "Give an external_ref.",
    ),
    Code.BLOCKED_VALUE: (
        "The value is a placeholder (null, -1, 0000) and nobody's.",
        "Empty the cell.",
    ),
    Code.CLAIMS_TOO_MUCH: (
        "What is only claimed says one id, of Plain or of your backend, an e-mail, phone and name.",
        "Leave the rest out, or let your own backend say it.",
    ),
    Code.LIMIT_EXCEEDED: (
        "A row has at most 128 kB, a file at most 200 MB, 500,000 rows and 200 columns.",
        "Shorten the row, or split the file.",
    ),
}


def explained(code: Code) -> tuple[str, str]:
    """Give the rule and the fix of a code."""
    return _EXPLAINED[code]
