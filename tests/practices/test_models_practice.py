"""How practices and sites are named."""

import pytest

from practices.models import Practice, Site


@pytest.mark.parametrize(
    ("name", "city", "words"),
    [("Main", "Boise", "Main (Boise)"), ("Tigard", "Tigard", "Tigard"), ("boise, north", "Boise", "boise, north")],
)
def test_site_is_named_with_its_city_where_the_name_does_not_tell(name: str, city: str, words: str) -> None:
    site = Site(practice=Practice(name="Elm Dental"), name=name, city=city)
    assert site.label == words
    assert str(site) == f"Elm Dental, {words}"
