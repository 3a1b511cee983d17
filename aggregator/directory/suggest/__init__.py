"""Who may be one person and has two records: suggested to people, never done by itself."""
