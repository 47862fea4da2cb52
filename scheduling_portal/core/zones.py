"""IANA time zones as people may name them."""

import functools
import zoneinfo

from django.core.exceptions import ValidationError


@functools.cache
def known_zones() -> frozenset[str]:
    """Every IANA name that this machine can compute with."""
    return frozenset(zoneinfo.available_timezones())


def validate_zone(value: str) -> None:
    """Raise ValidationError unless `value` is an IANA time zone."""
    if value not in known_zones():
        raise ValidationError(f"{value} is not an IANA time zone, such as America/Los_Angeles.")
