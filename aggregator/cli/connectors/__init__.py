"""The parts of the commands that connect a system."""
