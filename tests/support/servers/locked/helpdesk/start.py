"""django-helpdesk on the listening socket whose number is given."""

import os
import socket
import sys

os.environ["DJANGO_SETTINGS_MODULE"] = "project"

import waitress
from django.core.wsgi import get_wsgi_application

listening = socket.socket(fileno=int(sys.argv[1]))
waitress.serve(get_wsgi_application(), sockets=[listening], threads=4, _quiet=True)
