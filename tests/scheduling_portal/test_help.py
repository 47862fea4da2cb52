"""Help is open to everybody, and complete."""

import pytest
from django.test import Client
from django.urls import reverse

from scheduling_portal.help import TOPICS, Topic

pytestmark = pytest.mark.django_db


def test_index_lists_every_topic_without_signing_in(client: Client) -> None:
    response = client.get(reverse("help"))
    assert response.status_code == 200
    for topic in TOPICS:
        assert f'href="{reverse(topic.url_name)}"' in response.content.decode()


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.slug)
def test_topic_is_read_without_signing_in(client: Client, topic: Topic) -> None:
    response = client.get(reverse(topic.url_name))
    text = response.content.decode()
    assert response.status_code == 200
    assert text.count("<h1") == 1
    assert topic.title in text


def test_help_only_answers_get(client: Client) -> None:
    assert client.post(reverse("help")).status_code == 405


def test_sign_in_page_leads_to_help(client: Client) -> None:
    assert reverse("help-signing-in") in client.get(reverse("account_login")).content.decode()
