"""The parts of the commands that stand on Plain's side."""
