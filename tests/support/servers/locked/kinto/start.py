"""Kinto in memory, on the listening socket whose number is given."""

import socket
import sys

import kinto
import waitress

SETTINGS = {
    "kinto.storage_backend": "kinto.core.storage.memory",
    "kinto.permission_backend": "kinto.core.permission.memory",
    "kinto.cache_backend": "kinto.core.cache.memory",
    "kinto.userid_hmac_secret": "of the tests",
    "kinto.project_name": "of the tests",
    "kinto.bucket_create_principals": "system.Authenticated",
    "kinto.batch_max_requests": "25",
    "multiauth.policies": "basicauth",
}
app = kinto.main({}, **SETTINGS)
waitress.serve(app, sockets=[socket.socket(fileno=int(sys.argv[1]))], threads=4, _quiet=True)
