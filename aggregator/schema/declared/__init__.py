"""Types that connectors declare in `types.graphql`: checked, and added to the schema.

They are built by graphql-core from what was parsed. No Python class is made of a name that somebody
wrote, and nothing is kept outside of the schema that is built.
"""
