"""Form fields for words: refused in words, never cut."""

import pytest
from django import forms
from django.contrib.admin.sites import site
from django.test import RequestFactory
from phonenumber_field.formfields import PhoneNumberField

from accounts.forms import ClinicianProfileForm, ProfileForm
from accounts.models import User
from availability.forms import AnswersForm, TalkForm
from casedays.admin import ReasonForm as AdminReasonForm
from casedays.forms import cases, clinician, details, manager, practice
from practices.forms import PatientForm
from practices.models import Practice, Site
from scheduling_portal.core.formfields import NO_PHONE, WordsField, in_our_words

FORMS = [
    TalkForm, AnswersForm, AdminReasonForm, PatientForm, details.DetailsForm, manager.HoldForm,
    manager.ManagerReasonForm, manager.MoveForm, practice.ReasonForm, clinician.CannotMakeItForm,
    clinician.LinkAnswerForm, cases.BookForm, cases.CaseForm,
]  # fmt: skip


class _Form(forms.Form):
    note = WordsField(max_length=2000, rows=3)


def test_too_long_text_is_refused_with_its_length() -> None:
    form = _Form({"note": "x" * 2345})
    assert form.errors["note"] == ["At most 2,000 characters; this has 2,345."]
    assert form["note"].value() == "x" * 2345


def test_browser_is_not_told_where_to_cut() -> None:
    shown = str(_Form()["note"])
    assert "<textarea" in shown and "maxlength" not in shown
    assert "maxlength" in str(forms.CharField(max_length=3).widget_attrs(forms.TextInput()))


def test_end_of_a_line_counts_once() -> None:
    form = _Form({"note": "x\r\n" * 1000})
    assert form.is_valid()
    assert form.cleaned_data["note"] == ("x\n" * 1000).strip()


@pytest.mark.parametrize("form", FORMS, ids=lambda form: f"{form.__module__}.{form.__name__}")
def test_no_text_on_several_lines_is_cut_by_the_browser(form: type[forms.Form]) -> None:
    for name, field in form.base_fields.items():
        if isinstance(field.widget, forms.Textarea) or isinstance(field, WordsField):
            assert "maxlength" not in field.widget.attrs, name
            with pytest.raises(forms.ValidationError, match=r"At most [\d,]+ characters; this has 9,001\."):
                field.clean("x" * 9001)


@pytest.mark.django_db
def test_forms_of_models_say_it_the_same_way() -> None:
    form = ProfileForm({"first_name": "x" * 400, "mobile": "12"}, instance=User())
    assert form.errors["first_name"] == ["At most 80 characters; this has 400."]
    assert form.errors["mobile"] == [NO_PHONE]
    assert "maxlength" not in str(ClinicianProfileForm()["home_zip"])


@pytest.mark.parametrize(("model", "name"), [(Site, "notes"), (Site, "contact_phone"), (Practice, "phone")])
def test_administration_says_it_the_same_way(rf: RequestFactory, model: type[Site | Practice], name: str) -> None:
    field = site._registry[model].formfield_for_dbfield(getattr(model, name).field, rf.get("/"))
    assert field is not None and "maxlength" not in field.widget.attrs
    words = NO_PHONE if "phone" in name else "At most 2,000 characters; this has 9,001."
    with pytest.raises(forms.ValidationError) as refusal:
        field.clean("12" if "phone" in name else "x" * 9001)
    assert refusal.value.messages == [words]


def test_in_our_words_leaves_other_fields_alone() -> None:
    in_our_words(None)
    field = forms.IntegerField(max_value=3)
    in_our_words(field)
    with pytest.raises(forms.ValidationError, match="Enter 3 or less"):
        field.clean("4")
    phone = PhoneNumberField(region="US")
    in_our_words(phone)
    with pytest.raises(forms.ValidationError, match="area code"):
        phone.clean("12")
