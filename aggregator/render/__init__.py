"""From a card's data to Plain's components: compiled once at load, pure at each request."""
