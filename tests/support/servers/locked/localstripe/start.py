"""localstripe on the listening socket whose number is given: memory only, this machine only.

Its own command listens everywhere and writes what it holds to a file that all share.
"""

import socket
import sys

from aiohttp import web
from localstripe.resources import Store
from localstripe.server import app

Store.dump_to_disk = lambda self: None
web.run_app(app, sock=socket.socket(fileno=int(sys.argv[1])), print=None, access_log=None)
