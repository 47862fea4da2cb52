"""The list of clinicians, joined in Python: a template would cost several times as much.

Everything that people typed is escaped.
"""

from collections.abc import Iterable
from html import escape

from django.forms import BoundField
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from accounts.selectors import ClinicianRow
from scheduling_portal.core.icons import listed_icon

SIGNS = {"ended": ("triangle-alert", "r-broken"), "soon": ("clock", "r-look")}


def clinician_lines(rows: Iterable[ClinicianRow]) -> SafeString:
    """The body of the list."""
    address = reverse("manager:clinicians-detail", args=[0]).replace("/0/", "/{}/")
    signs = {standing: f"{listed_icon(name, 15, css)} " for standing, (name, css) in SIGNS.items()}
    return mark_safe("".join(_line(row, address.format(row.pk), signs.get(row.standing, "")) for row in rows))


def _line(row: ClinicianRow, address: str, sign: str) -> str:
    return (
        f'<tr><th scope="row"><a href="{address}">{escape(row.name)}</a></th>'
        f'<td data-label="Type" class="nowrap"><span class="letter-tile" aria-hidden="true">'
        f"{row.provider_type[:1].upper()}</span> {row.type_label}</td>"
        f'<td data-label="Home">{escape(row.place)}</td><td data-label="Skills">{escape(row.skills)}</td>'
        f'<td data-label="Ending">{sign}{escape(row.ending)}</td>'
        f'<td data-label="Days" class="number">{row.days}</td></tr>'
    )


def choice(bound: BoundField) -> SafeString:
    """A filter of many options, with its label for those who do not see it."""
    chosen = str(bound.value() or "")
    options = ""
    for value, label in getattr(bound.field, "choices", ()):
        on = " selected" if str(value) == chosen else ""
        options += f'<option value="{escape(str(value))}"{on}>{escape(str(label))}</option>'
    return mark_safe(
        f'<label class="visually-hidden" for="{bound.id_for_label}">{escape(str(bound.label))}</label>'
        f'<select name="{bound.html_name}" id="{bound.id_for_label}">{options}</select>'
    )
