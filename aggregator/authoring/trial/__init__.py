"""A source tried out: its real system is asked, and what its connector declares is proven there."""
