"""The command line: one noun a file. A command is added by adding its file, nothing else.

    ORDER = 30                                   its place in `aggregator --help`

    def add_to(app: typer.Typer) -> None:
        app.command(epilog=_EPILOG)(noun)

`discover.py` finds every module of this package that has both; the other modules are parts that
commands share. Places: 10.. begin, 20.. write cards, 30.. serve, 40.. ask, 50.. Plain's side,
60.. files; of equal places the name decides.

A command imports what it runs inside its function, and only typer, rich and `aggregator.cli` at
the top: `aggregator --help` imports every command and answers at once (tests/cli/test_discover.py).
"""
