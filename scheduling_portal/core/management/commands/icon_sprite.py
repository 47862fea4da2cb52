"""Writes static/img/icons.svg from the vocabulary. Run it after adding a word."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from scheduling_portal.core.icons import SPRITE, sprite


class Command(BaseCommand):
    help = "Write the sprite of icons that lists share."

    def handle(self, *args: Any, **options: Any) -> None:
        target = settings.BASE_DIR / "static" / SPRITE
        target.write_text(sprite(), encoding="utf-8")
        self.stdout.write(f"Wrote {target.relative_to(settings.BASE_DIR)}")
