"""The people of the tests are what they claim to be."""

from accounts.models import User
from accounts.portals import portals_of
from tests.factories.accounts import PASSWORD
from tests.personas import client_of


def _keys(user: User) -> list[str]:
    return [spec.key.value for spec in portals_of(user)]


def test_each_persona_has_its_portals(
    manager: User, practice_user: User, nurse: User, administrator: User, both: User
) -> None:
    assert _keys(manager) == ["manager"]
    assert _keys(practice_user) == ["practice"]
    assert _keys(nurse) == ["clinician"]
    assert _keys(administrator) == ["admin"]
    assert _keys(both) == ["manager", "clinician"]


def test_credentialed_clinician_meets_the_default_set(anesthesiologist: User) -> None:
    held = set(anesthesiologist.clinician.credentials.values_list("kind__name", "state"))
    assert {("DEA", "OR"), ("state licence", "WA"), ("PALS", ""), ("BLS", "")} <= held
    assert anesthesiologist.check_password(PASSWORD)


def test_client_of_is_signed_in(nurse: User) -> None:
    assert client_of(nurse).session["_auth_user_id"] == str(nurse.pk)
