"""A helpdesk's database, made in the folder that is given: one agent, and tickets of people.

p0 ... p24, O'Brien, and one whose address is written in both cases: person N has N % 3 tickets, the
newest first when they are listed by -created.
"""

import os
import sys
from datetime import datetime, timedelta, timezone

os.environ["HELPDESK_DATA"] = sys.argv[1]
os.environ["DJANGO_SETTINGS_MODULE"] = "project"

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.core.management import call_command  # noqa: E402
from helpdesk.models import Queue, Ticket  # noqa: E402

ADDRESSES = [
    *(f"p{number}@example.com" for number in range(25)),
    "o'brien@example.com",
    "Mixed.Case@Example.com",
]
BEGAN = datetime(2026, 3, 1, 10, tzinfo=timezone.utc)  # noqa: UP017 also for older Pythons

call_command("migrate", run_syncdb=True, verbosity=0)
get_user_model().objects.create_superuser("agent", "agent@helpdesk.example", "secret")
queue = Queue.objects.create(title="Support", slug="support")
for number, address in enumerate(ADDRESSES):
    for each in range(number % 3):
        Ticket.objects.create(
            queue=queue,
            title=f"Question {each} of person {number}",
            description="Words.",
            submitter_email=address,
            status=each + 1,
            priority=2,
            created=BEGAN + timedelta(days=each),
        )
