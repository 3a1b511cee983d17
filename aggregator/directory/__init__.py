"""Who a customer is, in every source."""
