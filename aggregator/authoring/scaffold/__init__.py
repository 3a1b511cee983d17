"""A new card: what it can begin with, its file and its first cases, as text and data."""
