"""Rules for `connector.yaml`, found while it is read (aggregator/connectors).

Each is a code with its explanation, as a module of `rules/` has it in its docstring. A connector
with such a finding is not connected; the others serve. While serving, one that was right goes on
as it was.
"""

from aggregator.lint.description import Description

OF_CONNECTORS = (
    Description.of(
        "connector-authentication",
        """What authenticates the sources of a connector does not hold together.

        `token_url` and a login's `url` are a path of the source or an address of another host. The
        headers of a `session_token` carry `{session}`, those of `hmac` the `{signature}`. Other
        names in braces are fields of the source's credential.
        """,
    ),
    Description.of(
        "connector-enum",
        """A field that is an enum in the schema gets a word that the enum lacks, or no table.

        The system has words of its own. `table: {past_due: PAST_DUE}` says what each is in the
        schema; a word that the table lacks cannot be read, unless `otherwise: OPEN` says what it
        is. `graphql/schema.graphql` lists the enum's words.
        """,
    ),
    Description.of(
        "connector-field",
        """The schema has not the field that is provided or mapped, or lacks one that it needs.

        `provides` names fields as `Customer.subscription`. `fields` are those of that field's type,
        called as in `graphql/schema.graphql` (`startedAt`). A field that is never null, such as
        `id`, is mapped to something. One lookup gives one type.
        """,
    ),
    Description.of(
        "connector-file",
        """Nothing reads this file: the file of a connector is called `connector.yaml`.

        Rename it.
        """,
    ),
    Description.of(
        "connector-key",
        """A lookup is asked by a key that nothing holds: it would be asked never.

        A key that nothing holds is no failure while serving: nobody is asked, and cards say "none".
        `email` and `external_id` are the person's own. Any other kind of key is an id of this
        system's. The directory links it to people or accounts: then `directory: {customer: user}`
        says so. Or the record that is asked before holds it: then that record's lookup names it
        among its `keys`, as in `keys: {plan: plan}` for the `plan` of a subscription.
        """,
    ),
    Description.of(
        "connector-lookup",
        """Two words of a lookup, or two lookups, do not go together.

        A GraphQL `document` takes its keys by a batch style for GraphQL, and only those do. A style
        whose one answer is for many keys needs to know by which field they `match`. `{key}` in a
        path is one key: the style `fan-out` asks by one; `{keys}` stands where a style puts many.
        `per_key` bounds many records for each key, so it needs `many: true`; `per_call` bounds
        those of all keys of a call, and a lookup has one of the two. A path begins with `/`. Each
        field is provided by one lookup of a connector. docs/batch-styles.md shows each style.
        """,
    ),
    Description.of(
        "connector-missing",
        """A table lacks a word that it needs; the caret stands at the table's own.

        docs/connect.md has a whole connector, and editors complete the words by the schema that
        the file's first line names.
        """,
    ),
    Description.of(
        "connector-name",
        """A connector is called as its folder: lower-case letters, digits and `_`, a letter first.

        The settings name it (`connector = "billing"`). A lookup's name, which stands in traces, is
        letters, digits, `-` and `_`.
        """,
    ),
    Description.of(
        "connector-option",
        """An option of a connector's sources is misspelt, or its pattern does not hold.

        `options: {subdomain: {pattern: "[a-z0-9-]+"}}` asks each source for its subdomain; then
        `{subdomain}` may stand in `url`, in paths, parameters and the authentication. In a path,
        `{key}` is the key that is asked for.
        """,
    ),
    Description.of(
        "connector-path",
        """The path is not JMESPath (https://jmespath.org).

        `data.users` goes from object to object, `items[0].id` takes from a list. A name with other
        characters than letters, digits and `_` stands in double quotes inside the path:
        `'"first-name"'`.
        """,
    ),
    Description.of(
        "connector-todo",
        """A value of a drafted connector is still TODO: what belongs there could not be known.

        `aggregator connectors new` leaves these where nothing was told, `connectors discover` where
        a document does not say it. What there is to decide stands behind it. The documentation of
        the system has the answer; docs/connectors.md explains each word.
        """,
    ),
    Description.of(
        "connector-transform",
        """There is no such transform, or its options are not those that it takes.

        datetime, first, float, int, last, link, lower, money, template, text, trim, upper and url
        are there. money needs to know the currency, a JMESPath: `{path: amount, transform: money,
        options: {currency: currency}}`. docs/connectors.md lists what each takes.
        `otherwise` belongs to a `table`.
        """,
    ),
    Description.of(
        "connector-twice",
        """Two folders hold a connector of one name, so it is not clear which is meant.

        Neither is connected; while serving, the one that was there goes on. Rename one of the
        folders. A connector of your own stands in the place of a packaged one of its name; that is
        no mistake.
        """,
    ),
    Description.of(
        "connector-unasked",
        """A lookup provides nothing, and no `via` leads over it: it would never be asked.

        `provides: Customer.contact` names the field that its records fill. A lookup that only holds
        keys for others is named in their `via`.
        """,
    ),
    Description.of(
        "connector-value",
        """A word has a value that it cannot have: of another kind, too small, or none of its words.

        A number and `true` or `false` stand there as they are, a text too; a text with `:` or `#`
        in it, or with a bracket at its beginning, stands in quotation marks.
        """,
    ),
    Description.of(
        "connector-via",
        """`via` names a lookup that there is not, leads in a circle, or is for a field that this
        lookup does not provide.

        `via: {Customer.account: contact}` says: on the way to the customer's account the lookup
        `contact` is asked first, and its record holds the key of the account.
        """,
    ),
    Description.of(
        "connector-word",
        """A table of a connector.yaml has a word that nothing reads.

        It would have no effect, so it is probably misspelt or belongs to another table. The words
        of each table are in docs/connectors.md, and editors complete them.
        """,
    ),
    Description.of(
        "yaml-syntax",
        """The file is not YAML, or uses what is not read here: tags (`!!`), a second document.

        The caret stands where reading stopped; the mistake is there or in the line before. The
        words of one table stand in one column; a text with `: ` or ` #` in it, or one that begins
        with a bracket, a quotation mark, `*`, `&`, `!`, `|`, `>`, `%` or `@`, stands in quotation
        marks.
        """,
    ),
    Description.of(
        "yaml-twice",
        """A word stands twice in its table: only one of them could count.

        Keep one of them.
        """,
    ),
)
