"""The contract of a connector: what every one has to do, whatever its system does to it.

Each check plays a system that is well, wrong, slow or silent, and looks at what a card would be
given. What is asked is a fake in the connector's folder, or replies made up of its declaration.
Time is the loop's and passes at once; nothing leaves this process.
"""
