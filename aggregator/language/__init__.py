"""A card file as it is read: text, directives, templates, matches, and where each stands."""
