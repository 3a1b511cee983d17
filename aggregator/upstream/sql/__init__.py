"""Sources that are databases: their rows are a reply, and go the way of every other."""
