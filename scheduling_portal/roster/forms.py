"""Uploading spreadsheets."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from scheduling_portal.roster.sources import MAX_FILE_BYTES, MAX_FILES, Source, UnusableFile, from_upload


class SeveralFilesInput(forms.ClearableFileInput):
    """A file input that takes several."""

    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """Several spreadsheets, or a zip of them, as sources. Sizes are looked at before anything is read."""

    widget = SeveralFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Source]:
        """The spreadsheets in what was uploaded."""
        uploads: list[UploadedFile[Any]] = [
            super(SeveralFilesField, self).clean(item, initial)
            for item in (data if isinstance(data, list | tuple) and data else [data or None])
        ]
        if len(uploads) > MAX_FILES:
            raise forms.ValidationError(f"{len(uploads)} files at once are too many; at most {MAX_FILES}.")
        if sum(upload.size or 0 for upload in uploads) > 2 * MAX_FILE_BYTES:
            raise forms.ValidationError(f"Together the files are larger than {2 * MAX_FILE_BYTES // 1024 // 1024} MB.")
        try:
            return [source for upload in uploads for source in from_upload(upload.name or "", upload.read())]
        except UnusableFile as error:
            raise forms.ValidationError(error.message) from error


class UploadForm(forms.Form):
    """The files of one import."""

    spreadsheets = SeveralFilesField(
        label="Files",
        error_messages={"required": "Choose at least one file."},
        help_text=(
            "CSV or Excel (.xlsx), each named after its list: clinicians, credentials, practices, sites, preferences, "
            "requests, availability, patients. Several at once, or a zip of them. Nothing is saved yet."
        ),
    )
