"""`/api`: the directory over HTTP, one file a noun."""
