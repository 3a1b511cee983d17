"""One check a file; its name is the code of what it finds (see `conformance/check.py`)."""
