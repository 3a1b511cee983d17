"""The common types. The schema owns them; connectors provide them."""
