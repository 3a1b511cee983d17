"""What an author of cards does, without a terminal: scaffold, fmt, cases, recordings, preview."""
