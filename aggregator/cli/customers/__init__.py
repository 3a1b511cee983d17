"""The parts of the commands about the directory of customers."""
