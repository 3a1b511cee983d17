"""From a card's selections to plain closures over its data, one concern a file."""
