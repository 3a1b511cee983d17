"""Timings, printed and never asserted: `make bench`, or one of them by `make bench ARGS=<subject>`.

A subject is a module of this folder with a function `run()`, which prints a small table
(`tests.support.subjects.table`). Adding the file is all: nothing else lists it.
"""
