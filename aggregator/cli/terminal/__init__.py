"""What every command shares: options, output, questions, and how it ends."""
