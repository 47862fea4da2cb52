"""A tag for the administration's own templates."""

from django import template
from django.contrib.admin.helpers import AdminReadonlyField

from scheduling_portal.core import admin_words

register = template.Library()


@register.simple_tag
def readonly(field: AdminReadonlyField) -> str:
    """What a field that is only read holds, dates and times in words."""
    return admin_words.shown(field)
