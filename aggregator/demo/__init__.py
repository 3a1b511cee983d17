"""The demo company: other people's systems, with APIs as theirs are, over one data set."""
