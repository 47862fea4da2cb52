"""The storage that serves style sheets in one piece."""

from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage

from scheduling_portal.staticfiles import FlatCssStorage, MissingImportError, flatten


def write(folder: Path, files: dict[str, str]) -> dict[str, tuple[FileSystemStorage, str]]:
    storage = FileSystemStorage(folder)
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return {name: (storage, name) for name in files}


SHEETS = {
    "css/site.css": '@import url("tokens.css");\n@import url("parts/button.css");\nb { color: red }',
    "css/tokens.css": '@font-face { src: url("../fonts/sans.woff2") }',
    "css/parts/button.css": '@import "../deep/more.css";\n.b { background: url(../../img/x.svg) }',
    "css/deep/more.css": ".m { background: url('data:image/svg+xml,<svg/>'); mask: url(#m) }",
    "fonts/sans.woff2": "font",
    "img/x.svg": "<svg/>",
}


def test_flatten_puts_imports_in_place_and_in_order(tmp_path: Path) -> None:
    text = flatten(write(tmp_path, SHEETS), "css/site.css")
    assert "@import" not in text
    assert text.index("@font-face") < text.index(".m {") < text.index(".b {") < text.index("b { color: red }")


def test_flatten_keeps_addresses_right(tmp_path: Path) -> None:
    text = flatten(write(tmp_path, SHEETS), "css/site.css")
    assert 'url("../fonts/sans.woff2")' in text
    assert 'url("../img/x.svg")' in text
    assert "url('data:image/svg+xml,<svg/>')" in text
    assert "url(#m)" in text


def test_flatten_refuses_a_missing_import(tmp_path: Path) -> None:
    with pytest.raises(MissingImportError, match=r"css/gone\.css"):
        flatten(write(tmp_path, {"css/site.css": "@import url('gone.css');"}), "css/site.css")


def test_storage_hashes_the_fonts_of_imported_sheets(tmp_path: Path) -> None:
    paths = write(tmp_path / "source", SHEETS)
    target = FlatCssStorage(location=tmp_path / "served", base_url="/static/")
    for name in paths:
        with (tmp_path / "source" / name).open("rb") as file:
            target.save(name, file)
    for _, _, processed in target.post_process(paths):
        assert not isinstance(processed, Exception)

    served = (tmp_path / "served" / target.stored_name("css/site.css")).read_text()
    font = target.stored_name("fonts/sans.woff2")
    assert font != "fonts/sans.woff2"
    assert f'url("../{font}")' in served
    assert "@import" not in served
