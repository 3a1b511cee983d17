"""Frozen values and the error tree. No framework, no I/O: every other floor stands on this one."""
