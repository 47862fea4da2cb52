"""Whether another day of the site on the same date is meant."""

from django import forms

from scheduling_portal.core.formfields import IdField


class BesideForm(forms.Form):
    """`again` names the newest other day there that was shown, once somebody has said that both are meant."""

    again = IdField()
