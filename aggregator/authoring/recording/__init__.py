"""Recordings: one request for cards with what the directory and the sources replied to it.

Written in development (tape, folder), read by `aggregator replay` and as cases (replay). What is
kept are records, by lookup and key, not bytes on a wire: so a card that asks for another field of a
record, or for its keys in other batches, is answered all the same.
"""
