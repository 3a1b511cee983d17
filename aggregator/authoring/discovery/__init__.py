"""What is known of a system from its own description, as the draft of a connector.

An OpenAPI document, GraphQL introspection, the catalogue of a database or some records are read by
one file each in `kinds/`; whoever adds a file has added a kind. Nothing here writes or asks people.
"""
