"""How many queries a page asks."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

#: No page asks more, whatever it shows.
MOST = 15


def queries_of(client: Client, url: str) -> int:
    """The number of queries of a second look at the page, when sessions and caches have settled."""
    assert client.get(url).status_code == 200
    with CaptureQueriesContext(connection) as asked:
        client.get(url)
    return len(asked)
