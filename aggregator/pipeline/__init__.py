"""The service in five verbs: verify, plan, execute, render, respond. Only execute does I/O."""
