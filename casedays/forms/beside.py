"""What a manager is asked beside the act itself: whether two days are meant there, whether open slots are offered."""

from django import forms

from scheduling_portal.core.formfields import IdField


class BesideForm(forms.Form):
    """`again` names the newest other day there that was shown, once somebody has said that both are meant."""

    again = IdField()


class OffersForm(forms.Form):
    """`offers`: slots of a confirmed day that the act leaves open are offered to the next best at once."""

    offers = forms.BooleanField(required=False)
