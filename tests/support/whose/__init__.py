"""Who is shown to whom: an invented town, its systems, its directory, and a judge of each card."""
