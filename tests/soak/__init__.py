"""Full counts and long faults: `make soak`, or one of them by `make soak ARGS=<subject>`.

A subject is a module of this folder with a function `run()` that gives a
`tests.support.subjects.Soaked`: what was counted, and what is wrong with it. The runner prints it,
writes it to docs/soak/<subject>.md and fails when something is wrong. Adding the file is all.
What it counts must not depend on the machine; the same proof with fewer counts is in `make test`.
"""
