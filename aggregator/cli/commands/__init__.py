"""The commands: one noun a file, found and not listed (`aggregator/cli/__init__.py` says how)."""
