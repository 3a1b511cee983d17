"""One client per source: the only importer of httpx and aiohttp that serves requests.

Nothing is imported here: what a batch style says (styles/) is read without a network.
"""
