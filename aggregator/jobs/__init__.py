"""Durable work: what one process began and any other may end."""
