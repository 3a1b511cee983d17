"""`python -m aggregator`, the same as the command `aggregator`."""

from aggregator.cli.main import main

main()
