"""Plain's customer-card contract as pure code: request, components, signature, response."""
