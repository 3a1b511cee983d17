"""From what a source said to typed values, and from values to words."""
