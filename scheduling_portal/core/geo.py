"""Where a ZIP code is: its centroid, state and IANA time zone."""

import functools
import math
import re
from dataclasses import dataclass

import zipcodes

EARTH_RADIUS_MILES = 3958.8
ZIP_PATTERN = re.compile(r"^\d{5}(-\d{4})?$")


@dataclass(frozen=True)
class Place:
    """Centroid of a ZIP code area. `zone` is an IANA name."""

    zip_code: str
    city: str
    state: str
    zone: str
    latitude: float
    longitude: float


@functools.lru_cache(maxsize=20_000)
def place_of_zip(zip_code: str) -> Place | None:
    """The place of a five-digit US ZIP code, None when there is no such code."""
    if not ZIP_PATTERN.match(zip_code):
        return None
    found = zipcodes.matching(zip_code[:5])
    if not found:
        return None
    row = found[0]
    return Place(
        zip_code=row["zip_code"],
        city=row["city"],
        state=row["state"],
        zone=row["timezone"],
        latitude=float(row["lat"]),
        longitude=float(row["long"]),
    )


def miles_between(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance in miles between two (latitude, longitude) pairs in degrees."""
    lat1, lon1, lat2, lon2 = (math.radians(value) for value in (*a, *b))
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_MILES * math.asin(math.sqrt(half))
