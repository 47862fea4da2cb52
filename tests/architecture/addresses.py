"""Every address of the product, read from the resolver."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Address:
    """One pattern: its full name, its whole route, and the names of what it takes."""

    name: str
    route: str
    takes: tuple[str, ...]


def every_address() -> list[Address]:
    """All named and unnamed patterns below the root."""
    return list(_walk(get_resolver(), (), "", ()))


def _walk(resolver: URLResolver, spaces: tuple[str, ...], route: str, takes: tuple[str, ...]) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        here = route + str(pattern.pattern)
        wanted = (*takes, *pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLPattern):
            yield Address(":".join((*spaces, pattern.name or "")), here, wanted)
        else:
            space = (pattern.namespace,) if pattern.namespace else ()
            yield from _walk(pattern, (*spaces, *space), here, wanted)
