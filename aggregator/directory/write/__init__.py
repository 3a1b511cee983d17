"""Writing the directory: every change is an event, and links that it adds or ends."""
