"""Cases: recorded or written input of a card, and what it is expected to show. Pure, no network."""
