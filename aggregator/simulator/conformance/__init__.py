"""The conformance kit: holds any implementation of Plain's customer cards to the contract."""
