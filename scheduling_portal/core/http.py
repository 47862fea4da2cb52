"""What every portal's views share: the typed request, and refusals shown where they belong."""

from typing import TYPE_CHECKING, TypeVar

from django.contrib import messages
from django.db.models import Model, QuerySet
from django.forms import BaseForm
from django.http import Http404, HttpRequest

from scheduling_portal.core.errors import DomainError, InvalidFields

if TYPE_CHECKING:
    from accounts.models import User

MAX_BIGINT = 2**63 - 1
M = TypeVar("M", bound=Model)


class SignedInRequest(HttpRequest):
    """A request whose user is known: login is required by default."""

    user: "User"


def get_or_404(queryset: QuerySet[M], pk: int) -> M:
    """The row with this id among those the person may see; 404 otherwise, the same as for one that does not exist."""
    if not 0 < pk <= MAX_BIGINT:
        raise Http404
    row = queryset.filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def refuse_in_form(form: BaseForm, error: DomainError) -> None:
    """Put a service's refusal at the form field it names, else on top of the form. What was typed stays."""
    if isinstance(error, InvalidFields):
        for name, sentence in error.errors.items():
            form.add_error(name if name in form.fields else None, sentence)
        return
    form.add_error(error.field if error.field in form.fields else None, error.message)


def refuse(request: HttpRequest, error: DomainError) -> None:
    """Show a service's refusal on the next page."""
    messages.error(request, error.message)
