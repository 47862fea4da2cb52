"""Filters of the message lists, read from the address."""

from django import forms

from notifications.enums import Channel, Fate

MOST_PAGES = 10_000


class PageForm(forms.Form):
    """Which page of a list. Nonsense means the first."""

    page = forms.IntegerField(required=False, min_value=1, max_value=MOST_PAGES)

    def number(self) -> int:
        """The page wanted, 1 when none or an impossible one was named."""
        self.is_valid()
        return int(self.cleaned_data.get("page") or 1)


class MessageFilter(PageForm):
    """Fate and channel of deliveries. An unknown value filters nothing."""

    fate = forms.ChoiceField(required=False, choices=[("", "Any fate"), *Fate.choices])
    channel = forms.ChoiceField(required=False, choices=[("", "Texts and emails"), *Channel.choices])

    def wanted(self) -> dict[str, str]:
        """The filters in force, by name."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) or "" for name in ("fate", "channel")}


class ReplyFilter(PageForm):
    """All replies, or those that nobody has dealt with."""

    open = forms.BooleanField(required=False)

    def only_open(self) -> bool:
        """Whether only those that wait for a manager are wanted."""
        self.is_valid()
        return bool(self.cleaned_data.get("open"))
