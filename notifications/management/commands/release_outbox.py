"""Lets a restored database send again, or calls off what waited in it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from notifications import home


class Command(BaseCommand):
    help = "After a restore: send the messages that waited in the database, or call them off. See docs/deploy.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--send", action="store_true", help="this database takes the place of the one it came from")
        what.add_argument("--call-off", action="store_true", help="this is a copy for trying things out")

    def handle(self, *args: Any, send: bool, **options: Any) -> None:
        count = home.release(send=send)
        waited = f"{count} message{'' if count == 1 else 's'} that waited"
        self.stdout.write(f"Messages leave from here from now on. {waited}: {'to be sent' if send else 'called off'}.")
