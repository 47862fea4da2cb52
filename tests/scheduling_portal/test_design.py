"""Rules of the look that can be counted: contrast, lengths, nothing inline, first view within its budget."""

import gzip
import re
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template import engines
from django.template.loader import get_template

ROOT = Path(settings.BASE_DIR)
CSS = ROOT / "static" / "css"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
ROLES = ("waiting", "planned", "settled", "look", "broken", "over")
COVERAGE = ("short-2", "short-1", "exact", "spare-1", "spare-2", "spare-3")

TEXT_PAIRS = [
    *((ink, ground) for ink in ("ink", "ink-2", "ink-3", "link", *ROLES) for ground in ("surface", "canvas")),
    *((role, f"{role}-fill") for role in ROLES),
    *((f"{cell}-ink", cell) for cell in COVERAGE),
    ("on-primary", "primary"),
    ("on-primary", "primary-hover"),
    ("link", "tint"),
    ("ink", "tint"),
    ("ink", "sunken"),
    ("ink-2", "sunken"),
    ("on-dark-bar", "dark-bar"),
    ("on-bar-button", "bar-button"),
    ("on-count", "count"),
]
LINE_PAIRS = [
    *(
        (line, ground)
        for line in ("line-control", "focus", *(f"{role}-line" for role in ROLES))
        for ground in ("surface", "canvas")
    ),
    ("primary", "surface"),
    ("bar", "surface"),
]


def declared(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", block))


def blocks() -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """(light, dark by the device, dark by choice) as the style sheet declares them."""
    text = (CSS / "tokens.css").read_text()
    light, rest = text.split("/* dark: the device asks for it */")
    device, choice = rest.split("/* dark: the person chose it */")
    return declared(light), declared(device), declared(choice)


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_knows_the_ends_of_the_scale() -> None:
    assert contrast("#FFFFFF", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#777777") == pytest.approx(1)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_text_has_contrast(theme: str, text: str, ground: str) -> None:
    light, _, dark = blocks()
    colours = {**light, **dark} if theme == "dark" else light
    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("line", "ground"), LINE_PAIRS)
def test_lines_that_identify_something_have_contrast(theme: str, line: str, ground: str) -> None:
    light, _, dark = blocks()
    colours = {**light, **dark} if theme == "dark" else light
    assert contrast(colours[line], colours[ground]) >= 3


def test_dark_is_the_same_by_device_and_by_choice() -> None:
    _, device, choice = blocks()
    assert device == choice
    assert len(choice) > 50


def test_every_colour_has_a_dark_one() -> None:
    light, dark, _ = blocks()
    colours = {name for name, value in light.items() if value.startswith("#")}
    assert colours - dark.keys() == set()


def test_style_sheets_name_no_colour_outside_the_tokens() -> None:
    loose = re.compile(r"#[0-9a-fA-F]{3,8}\b(?![\w-])|\brgba?\(")
    allowed = {"tokens.css", "print.css"}  # paper is black on white
    found = {
        path.name: loose.findall(re.sub(r"\.qr \{[^}]*\}", "", path.read_text()))
        for path in CSS.rglob("*.css")
        if path.name not in allowed
    }
    assert {name: colours for name, colours in found.items() if colours} == {}


@pytest.mark.parametrize(
    "path", sorted([*CSS.rglob("*.css"), *(ROOT / "static" / "js").rglob("*.js")]), ids=lambda path: path.name
)
def test_static_sources_stay_short(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 300


def test_site_css_only_imports_and_imports_everything() -> None:
    lines = (CSS / "site.css").read_text().split("\n")
    names = [match[1] for line in lines if (match := re.fullmatch(r'@import url\("([^"]+)"\);', line))]
    assert len(names) == len([line for line in lines if line])
    own = {str(path.relative_to(CSS)) for path in CSS.rglob("*.css")} - {"site.css", "admin.css"}
    assert own == {name for name in names if not name.startswith("../")}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_template_has_no_inline_style_or_script(path: Path) -> None:
    text = re.sub(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", "", path.read_text(), flags=re.DOTALL)
    assert not re.search(r"\sstyle\s*=", text)
    assert "<style" not in text
    assert not re.search(r"\son\w+\s*=\s*[\"']", text)
    assert "javascript:" not in text
    for attributes in re.findall(r"<script([^>]*)>", text):
        assert "src=" in attributes


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_template_compiles_and_its_static_files_exist(path: Path) -> None:
    get_template(str(path.relative_to(ROOT / "templates")))
    for name in re.findall(r"\{% static ['\"]([^'\"]+)['\"] %\}", path.read_text()):
        assert finders.find(name), name


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_template_uses_icons_that_exist(path: Path) -> None:
    names = re.findall(
        r"\{% (?:row_)?icon \"([\w-]+)\"|(?:icon_name=|empty_state |consequence )\"([\w-]+)\"", path.read_text()
    )
    engine = engines["django"]
    for name in {first or second for first, second in names}:
        assert engine.from_string(f'{{% icon "{name}" %}}').render()


def test_first_view_of_any_page_is_light() -> None:
    """Style sheet, font, sprite and the two scripts of every page; HTML and one page's script come on top of it."""
    imports = re.findall(r'url\("([^"]+)"\)', (CSS / "site.css").read_text())
    sheets = [
        finders.find(f"css/{name}" if not name.startswith("../") else name.removeprefix("../")) for name in imports
    ]
    css = "".join(Path(str(sheet)).read_text() for sheet in sheets)
    others = [
        (ROOT / "static" / name).read_bytes()
        for name in ("js/components/site.js", "js/components/dialog.js", "img/icons.svg", "img/mark.svg")
    ]
    font = (ROOT / "static/fonts/public-sans-latin.woff2").stat().st_size
    total = len(gzip.compress(css.encode())) + sum(len(gzip.compress(part)) for part in others) + font
    assert total <= 56_000


def test_font_comes_with_its_licence() -> None:
    licence = (ROOT / "static/fonts/public-sans-OFL.txt").read_text()
    assert "SIL Open Font License" in licence


def test_headings_of_help_do_not_skip_levels() -> None:
    for path in (ROOT / "templates" / "help").glob("*.html"):
        levels = [1, *(int(level) for level in re.findall(r"<h([1-6])", path.read_text()))]
        assert all(after - before <= 1 for before, after in pairwise(levels)), path.name
