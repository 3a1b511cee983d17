"""What each demo system holds of a customer, in that system's own words and shapes."""
