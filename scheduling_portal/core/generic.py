"""Django's generic bases that can be written with their model, `ModelForm[User]`, also at run time.

The type checker knows them as generic; Django itself does not.
"""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin

from scheduling_portal.core.formfields import in_our_words

if TYPE_CHECKING:
    ModelForm = forms.ModelForm
    ModelAdmin = admin.ModelAdmin
    TabularInline = admin.TabularInline
else:

    class _Subscriptable:
        def __class_getitem__(cls, item: Any) -> type:
            return cls

    class ModelForm(_Subscriptable, forms.ModelForm):
        """A form of one model."""

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            for field in self.fields.values():
                in_our_words(field)

    class ModelAdmin(_Subscriptable, admin.ModelAdmin):
        """The administration of one model."""

    class TabularInline(_Subscriptable, admin.TabularInline):
        """Rows of a model that belong to another, in its page."""
