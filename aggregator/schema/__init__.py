"""The internal GraphQL schema: a function of the connectors on disk, never of configuration."""
