"""Cards executed without the GraphQL engine: one plan for all cards of a request.

    compile   a card's operation -> what is read of which object, and where a source is asked
    fetch     all cards' sources asked together, each lookup once, as soon as its keys are known
    project   what was found -> each card's data, synchronously, as GraphQL would have written it

What cannot be said here, and any miss, goes to the GraphQL engine, on the same loaders.
"""
