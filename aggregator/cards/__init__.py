"""The card language: a `.graphql` file is a whole card."""
