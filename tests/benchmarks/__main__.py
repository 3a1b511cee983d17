"""`python -m tests.benchmarks [SUBJECT...]`."""

import sys

from tests.support.subjects import main, quiet

quiet()
sys.exit(main("tests.benchmarks", sys.argv[1:]))
