"""`manage.py seed_demo`: fill an empty database with the demo world."""

import time
from typing import Any

from django.core.management.base import BaseCommand

from accounts.models import User
from scheduling_portal.demo.builder import build
from scheduling_portal.demo.world import World


class Command(BaseCommand):
    """Does nothing, and says so, where there are people already. Sends nothing to anybody outside."""

    help = "Fill an empty database with the demo world: an invented company, dates around today."

    def handle(self, *args: Any, **options: Any) -> None:
        if User.objects.exists():
            self.stdout.write("There are people in this database already, so the demo world was not made.")
            return
        started = time.monotonic()
        build(World(say=self.stdout.write))
        self.stdout.write(f"The demo world is ready ({time.monotonic() - started:.0f} s).")
