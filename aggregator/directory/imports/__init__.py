"""Files of customers: how one is read, what its columns mean, what becomes of each row."""
