"""How style sheets, scripts and pictures are stored for serving: hashed, compressed, style sheets in one piece."""

import posixpath
import re
from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

_IMPORT = re.compile(r"""@import\s+(?:url\()?\s*["']?([^"')\s;]+)["']?\s*\)?\s*;""")
_URL = re.compile(r"""url\(\s*["']?([^"')]+)["']?\s*\)""")
_SOURCE_MAP = re.compile(r"/\*# sourceMappingURL=[^*]*\*/")

# What Django hands over: each collected name with the storage and the name to read it from.
Paths = dict[str, tuple[Any, str]]


class MissingImportError(Exception):
    """A style sheet imports a file that was not collected."""


class _Flattened:
    """Reads one style sheet as if everything it imports were written in it."""

    def __init__(self, text: str) -> None:
        self.text = text

    def open(self, _name: str) -> "ContentFile[bytes]":
        return ContentFile(self.text.encode())


class FlatCssStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage, with `@import` lines replaced by what they import.

    A browser then loads one style sheet where developers keep one a subject. Relative addresses are kept right.
    """

    def post_process(self, paths: Paths, *args: Any, **options: Any) -> Iterator[Any]:
        flat = dict(paths)
        if not options.get("dry_run"):
            for name in paths:
                if name.endswith(".css") and _IMPORT.search(_read(paths, name)):
                    flat[name] = (_Flattened(flatten(paths, name)), name)
        yield from super().post_process(flat, *args, **options)


def flatten(paths: Paths, name: str) -> str:
    """The text of a style sheet with its imports in place; raises MissingImportError."""
    return _inline(paths, name, posixpath.dirname(name))


def _inline(paths: Paths, name: str, top: str) -> str:
    """One style sheet's text, its addresses relative to the folder `top`."""
    folder = posixpath.dirname(name)

    def imported(match: re.Match[str]) -> str:
        return _inline(paths, posixpath.normpath(posixpath.join(folder, match[1])), top)

    def moved(match: re.Match[str]) -> str:
        address = match[1]
        if address.startswith(("/", "#", "data:")) or "://" in address:
            return match[0]
        path = posixpath.normpath(posixpath.join(folder, address))
        return f'url("{posixpath.relpath(path, top or ".")}")'

    parts = []
    position = 0
    text = _SOURCE_MAP.sub("", _read(paths, name))
    for match in _IMPORT.finditer(text):
        parts += [_URL.sub(moved, text[position : match.start()]), imported(match)]
        position = match.end()
    return "".join([*parts, _URL.sub(moved, text[position:])])


def _read(paths: Paths, name: str) -> str:
    if name not in paths:
        raise MissingImportError(f"{name} is imported by a style sheet but is not among the static files")
    storage, path = paths[name]
    with storage.open(path) as file:
        content: bytes = file.read()
    return content.decode()
