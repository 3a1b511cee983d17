"""`python -m tests.soak [SUBJECT...]`."""

import sys

from tests.support.subjects import ROOT, main, quiet

quiet()
sys.exit(main("tests.soak", sys.argv[1:], ROOT / "docs" / "soak"))
