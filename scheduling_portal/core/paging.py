"""Addresses of the pages of a list."""

from urllib.parse import urlencode


def kept_query(**values: object) -> str:
    """The filter of a list as the start of a query string, to which "page=2" is added; empty values are left out."""
    text = urlencode({name: value for name, value in values.items() if value})
    return f"{text}&" if text else ""
