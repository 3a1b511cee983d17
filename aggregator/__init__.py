"""One service in front of all of a company's systems: Plain asks, the cards answer."""
