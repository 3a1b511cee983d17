"""Reading the directory: whom ids mean, and what is known of them."""
