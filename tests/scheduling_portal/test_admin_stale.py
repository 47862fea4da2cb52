"""Two administrators with the same record open: nothing of the first is put over silently."""

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Clinician, Skill, User
from scheduling_portal.core.models import Rules
from tests.factories.accounts import AdministratorFactory, SkillFactory
from tests.personas import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(administrator: User) -> Client:
    return client_of(administrator)


def mark(html: str) -> str:
    found = re.search(r'name="_seen" value="([^"]+)"', html)
    assert found
    return unescape(found[1])


def filled(client: Client, address: str, **changes: object) -> dict[str, object]:
    """The form as it was shown, with these changes."""
    answer = client.get(address)
    form = answer.context["adminform"].form
    values = {name: form[name].value() for name in form.fields}
    data = {name: value for name, value in values.items() if value is not None and value is not False} | changes
    for formset in answer.context["inline_admin_formsets"]:
        data |= {f"{formset.formset.prefix}-{key}": 0 for key in ("TOTAL_FORMS", "INITIAL_FORMS")}
    return data | {"_seen": mark(answer.content.decode())}


def test_the_second_is_told_what_the_first_changed_and_keeps_what_was_typed(browser: Client, nurse: User) -> None:
    first = client_of(AdministratorFactory.create(first_name="Rosa", last_name="Delgado"))
    address = reverse("admin:accounts_clinician_change", args=[nurse.clinician.pk])
    mine = filled(browser, address, max_days_per_week=4, skills=[])
    first.post(address, filled(first, address, max_days_per_week=2, skills=[]))
    refused = browser.post(address, mine)
    html = unescape(refused.content.decode())
    assert "Rosa Delgado changed this while you were editing: Most days a week is now “2”." in html
    assert 'name="max_days_per_week" value="4"' in html
    assert Clinician.objects.get(pk=nurse.clinician.pk).max_days_per_week == 2
    browser.post(address, mine | {"_seen": mark(html)})
    assert Clinician.objects.get(pk=nurse.clinician.pk).max_days_per_week == 4


def test_what_was_changed_elsewhere_and_lists_of_choices_count_as_well(browser: Client, nurse: User) -> None:
    address = reverse("admin:accounts_clinician_change", args=[nurse.clinician.pk])
    mine = filled(browser, address, skills=[])
    nurse.clinician.skills.add(SkillFactory.create(name="braces"))
    html = unescape(browser.post(address, mine).content.decode())
    assert "Somebody else changed this while you were editing: Skills is now “braces”." in html
    assert list(nurse.clinician.skills.values_list("name", flat=True)) == ["braces"]


def test_nothing_is_refused_where_nothing_changed_or_the_record_is_new(browser: Client) -> None:
    address = reverse("admin:core_rules_change", args=[1])
    assert browser.post(address, filled(browser, address, max_miles=90)).status_code == 302
    assert Rules.current().max_miles == 90
    new = browser.get(reverse("admin:accounts_skill_add")).content.decode()
    assert "_seen" not in new
    skill = SkillFactory.create()
    address = reverse("admin:accounts_skill_change", args=[skill.pk])
    assert browser.post(address, {"name": "braces", "provider_types": ["nurse"]}).status_code == 302
    assert Skill.objects.get(pk=skill.pk).name == "braces"


@pytest.mark.parametrize("seen", ["x", " ", "1 name", "99999999999999999999 name:0", "nan name:0", "a name:0,:,"])
def test_a_broken_mark_is_no_fault(browser: Client, seen: str) -> None:
    skill = SkillFactory.create()
    address = reverse("admin:accounts_skill_change", args=[skill.pk])
    answer = browser.post(address, {"name": "braces", "provider_types": ["nurse"], "_seen": seen})
    assert answer.status_code in {200, 302}
