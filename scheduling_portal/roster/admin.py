"""Importing spreadsheets in the administration: upload, read what the check says, decide."""

from typing import Any, cast

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.models import User
from accounts.services import never_invited
from scheduling_portal.core.admin import ReadOnlyAdmin
from scheduling_portal.core.errors import DomainError
from scheduling_portal.roster.forms import UploadForm
from scheduling_portal.roster.imports import check_upload, discard_import, save_import
from scheduling_portal.roster.models import ImportStatus, RosterImport
from scheduling_portal.roster.report import Report

SHOWN = 500


@admin.register(RosterImport)
class RosterImportAdmin(ReadOnlyAdmin[RosterImport]):
    """Uploads are added; afterwards they are saved or thrown away, once."""

    list_display = ["uploaded_at", "uploaded_by", "files", "status", "finished_at"]
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
            self._decide(request, row)
            return redirect(_page(row))
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        report = Report.from_json(row.report)
        return self._render(
            request,
            "report",
            title=str(row),
            row=row,
            report=report,
            faults=report.faults[:SHOWN],
            skipped=report.skipped[:SHOWN],
            shown=SHOWN,
            bad=len({(fault.file, fault.row) for fault in report.faults}),
            undecided=row.status == ImportStatus.CHECKED,
            never_invited=never_invited().count() if row.status == ImportStatus.SAVED else 0,
        )

    def _decide(self, request: HttpRequest, row: RosterImport) -> None:
        actor = cast("User", request.user)
        try:
            if "discard" in request.POST:
                discard_import(roster_import=row, actor=actor)
                self.message_user(request, "The files were thrown away.", messages.SUCCESS)
                return
            report = save_import(roster_import=row, actor=actor, skip_bad="skip_bad" in request.POST)
        except DomainError as error:
            self.message_user(request, error.message, messages.ERROR)
            return
        if report.saved:
            self.message_user(request, "Saved.", messages.SUCCESS)
        else:
            self.message_user(request, "Nothing was saved: some rows cannot be taken.", messages.ERROR)

    def _render(self, request: HttpRequest, page: str, **context: Any) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return render(request, f"admin/roster/rosterimport/{page}.html", context)


def _page(row: RosterImport) -> str:
    return reverse("admin:roster_rosterimport_change", args=[row.pk])
