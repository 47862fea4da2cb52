"""Importing spreadsheets in the administration: upload, read what the check says, decide."""

from typing import Any, cast

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.invited import never_invited
from accounts.models import User
from scheduling_portal.core import admin_words
from scheduling_portal.core.admin import ReadOnlyAdmin
from scheduling_portal.core.errors import DomainError
from scheduling_portal.core.wording import counted
from scheduling_portal.roster.forms import UploadForm
from scheduling_portal.roster.imports import KEPT, check_upload, discard_import, save_import
from scheduling_portal.roster.models import ImportStatus, RosterImport
from scheduling_portal.roster.reading import kind_of
from scheduling_portal.roster.report import Report

SHOWN = 500
#: Where the administration shows what a list brought; it has no patients.
LISTS = {
    "clinicians": "accounts_clinician",
    "credentials": "accounts_credential",
    "practices": "practices_practice",
    "sites": "practices_site",
    "preferences": "practices_clinicianpreference",
    "requests": "casedays_caseday",
    "availability": "availability_availability",
}


@admin.register(RosterImport)
class RosterImportAdmin(ReadOnlyAdmin[RosterImport]):
    """Uploads are added; afterwards they are saved or thrown away, once."""

    list_display = ["uploaded_at", "files", "uploaded_by", "status", "finished_at"]
    list_display_links = ["uploaded_at", "files"]
    list_filter = ["status"]
    list_select_related = ["uploaded_by"]

    def get_queryset(self, request: HttpRequest) -> Any:
        """Without the files themselves."""
        return super().get_queryset(request).defer("content")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Uploading is adding."""
        return self.has_view_permission(request)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Take the files and check them."""
        form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
        if form.is_valid():
            try:
                made = check_upload(sources=form.cleaned_data["spreadsheets"], actor=cast("User", request.user))
            except DomainError as error:
                form.add_error("spreadsheets", error.message)
            else:
                return redirect(_page(made))
        return self._render(request, "upload", title="Import spreadsheets", form=form)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """What the check says, and the decision."""
        row = self.get_object(request, object_id)
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined,no-any-return]
        if request.method == "POST":
            return self._decide(request, row)
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        report = Report.from_json(row.report)
        return self._render(
            request,
            "report",
            title=str(row),
            row=row,
            report=report,
            counts=[(count, _list(count.file) if row.status == ImportStatus.SAVED else "") for count in report.counts],
            faults=report.faults[:SHOWN],
            skipped=report.skipped[:SHOWN],
            shown=SHOWN,
            undecided=row.status == ImportStatus.CHECKED,
            goes_on=admin_words.in_words(row.uploaded_at + KEPT),
            never_invited=never_invited().count() if row.status == ImportStatus.SAVED else 0,
        )

    def _decide(self, request: HttpRequest, row: RosterImport) -> HttpResponse:
        actor = cast("User", request.user)
        try:
            if "discard" in request.POST:
                if "sure" not in request.POST:
                    return self._render(request, "discard", title="Throw the files away?", row=row, back=_page(row))
                discard_import(roster_import=row, actor=actor)
                self.message_user(request, f"Thrown away: {row.files}. Nothing of them was saved.", messages.SUCCESS)
                return redirect(_page(row))
            report = save_import(roster_import=row, actor=actor, skip_bad="skip_bad" in request.POST)
        except DomainError as error:
            self.message_user(request, error.message, messages.ERROR)
            return redirect(_page(row))
        if report.saved:
            self.message_user(request, saved_words(report), messages.SUCCESS)
        else:
            self.message_user(request, "Nothing was saved: some rows cannot be taken.", messages.ERROR)
        return redirect(_page(row))

    def _render(self, request: HttpRequest, page: str, **context: Any) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return render(request, f"admin/roster/rosterimport/{page}.html", context)


def _page(row: RosterImport) -> str:
    return reverse("admin:roster_rosterimport_change", args=[row.pk])


def _list(file: str) -> str:
    name = LISTS.get(kind_of(file))
    return reverse(f"admin:{name}_changelist") if name else ""


def saved_words(report: Report) -> str:
    """What an import did, in numbers."""
    if not report.written:
        return "Nothing changed: all of it was in the product already."
    words = f"Saved: {counted(report.written, 'row')} new or changed"
    if report.unchanged:
        words += f", {report.unchanged} the same as before"
    if report.bad_rows:
        words += f". Left out: {counted(report.bad_rows, 'bad row')}"
        if report.skipped:
            words += f" and {counted(len(report.skipped), 'row')} that hang on them"
    return f"{words}. Nobody was sent a notice."
