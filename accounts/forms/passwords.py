"""The forms about passwords that allauth brings, in our words."""

from typing import Any

from allauth.account import forms as stock
from django import forms

DIFFER = "The two new passwords differ. Type the same one in both."
NEW, AGAIN = "New password", "New password again"


class TwoAlike(forms.Form):
    """Says that two passwords differ also where one of them is refused for another reason."""

    def clean(self) -> dict[str, Any] | None:
        """The two are compared as they were typed."""
        first, second = (self.data.get(self.add_prefix(name)) for name in ("password1", "password2"))
        if first and second and first != second:
            self.add_error("password2", DIFFER)
        return self.cleaned_data

    def name_fields(self, first: str = NEW, second: str = AGAIN, **more: str) -> None:
        """Labels in our words; a placeholder would only say them again."""
        for name, label in {"password1": first, "password2": second, **more}.items():
            self.fields[name].label = label
            self.fields[name].widget.attrs.pop("placeholder", None)


class ChangePasswordForm(TwoAlike, stock.ChangePasswordForm):
    """Another password instead of the one that is known."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name_fields(oldpassword="Current password")


class SetPasswordForm(TwoAlike, stock.SetPasswordForm):
    """A first password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name_fields("Password", "Password again")


class ChosenPasswordForm(TwoAlike, stock.ResetPasswordKeyForm):
    """A password chosen through a mailed link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name_fields()
