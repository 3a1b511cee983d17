"""What happened, for people: one trace model, one log line a request."""
