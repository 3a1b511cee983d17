"""The kinds of systems that can be connected: a folder each, found and not listed.

A folder with a `connector.yaml` is a connector: here, in an installed package, in a home of one's
own. The four that are here speak to the demo company's systems.
"""
