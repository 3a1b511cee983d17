"""What cards ask of sources at worst, known from their files alone: nothing is called.

A field that a connector provides is an `Ask` (ask.py): the way of lookups that leads to it, found
by walking a card's selections (walk.py) with the lookups that are declared (declared.py). From the
asks of one card, or of all cards together, comes the `CallPlan` (plan.py); a budget is held against
it (budget.py), and what breaks the budget is written as the smallest query (minimal.py).
"""
