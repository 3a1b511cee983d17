"""What the commands for a card's author share."""
