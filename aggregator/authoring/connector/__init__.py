"""A connector is begun: its folder is drafted from what is known of the system."""
