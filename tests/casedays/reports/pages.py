"""Reports as a browser reads them."""

import csv
import io

from django.test import Client
from django.urls import reverse

from casedays.selectors.reports import REPORTS

KEYS = tuple(REPORTS)
AHEAD = "?period=ahead"


def url(key: str, query: str = AHEAD) -> str:
    return reverse("manager:reports-detail", args=[key]) + query


def csv_rows(browser: Client, key: str, table: str, query: str = AHEAD) -> list[list[str]]:
    answer = browser.get(reverse("manager:reports-csv", args=[key, table]) + query)
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(answer.content.decode().removeprefix("\ufeff"))))


def text(browser: Client, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return answer.content.decode()
