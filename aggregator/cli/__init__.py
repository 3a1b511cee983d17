"""The command line: one noun a file, each with `add_to(app)`; `main.py` puts them together.

A command imports what it runs inside its function: `aggregator --help` answers at once.
"""
