"""The servers that are measured, one module each; every one is run as a process of its own."""
