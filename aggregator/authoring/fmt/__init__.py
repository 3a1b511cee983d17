"""One style for card files: the same meaning, the same comments, always laid out alike.

Two spaces a level; each selection on a line of its own; a field's directives on its line while it
is at most 100 columns, else each on its own; texts as they were written; at most one empty line
where there was one. What is laid out is read again and compared, before anything is written.
"""
