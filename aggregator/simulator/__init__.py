"""A local Plain: calls a card endpoint as Plain would, and draws what an agent would see."""
