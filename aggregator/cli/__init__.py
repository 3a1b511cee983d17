"""The command line: `commands/` has one noun a file. A command is added by adding its file alone.

    its docstring begins "`aggregator noun`: ..." with its line in `aggregator --help`
    ORDER = 30                                   its place in `aggregator --help`

    def add_to(app: typer.Typer) -> None:
        app.command(epilog=_EPILOG)(noun)        by the name of the file

`nouns.py` finds every module of `commands/`. What commands are made of stands in the other
rooms: `terminal/` for all of them, `cards/`, `connectors/`, `customers/` and `plain/` for those of
one kind. Places: 10.. begin, 20.. write cards, 30.. serve, 40.. ask, 50.. Plain's side,
60.. files; of equal places the name decides.

`aggregator --help` reads the nouns' files and loads none of them, and a command loads its own
alone. It imports what it runs inside its function, and only typer and `aggregator.cli` at the top
(tests/cli/test_discover.py).
"""
