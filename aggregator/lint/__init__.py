"""What may be wrong with a card, found before it can break: one rule a file, budgets, impact."""
