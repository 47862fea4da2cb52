"""Reads the forms of a page as a browser would send them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class PageForm:
    """One form: where it goes, how, and what it would send untouched."""

    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)


def forms_of(html: str) -> list[PageForm]:
    """Every form of the page, in order."""
    parser = _Forms()
    parser.feed(html)
    return parser.forms


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[PageForm] = []
        self.open: PageForm | None = None
        self.select = ""
        self.textarea = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.open = PageForm(given.get("action", ""), given.get("method", "get").lower())
            self.forms.append(self.open)
        elif tag == "option" and self.select and "selected" in given:
            self._send(self.select, given.get("value", ""))
        elif self.open is not None and given.get("name"):
            self._control(tag, given)

    def _control(self, tag: str, given: dict[str, str]) -> None:
        assert self.open is not None
        name = given["name"]
        if name not in self.open.names:
            self.open.names.append(name)
        if tag == "select":
            self.select = name
        elif tag == "textarea":
            self.textarea = name
            self._send(name, "")
        elif given.get("type") not in {"checkbox", "radio"} or "checked" in given:
            self._send(name, given.get("value", ""))

    def _send(self, name: str, value: str) -> None:
        if self.open is not None:
            self.open.fields.setdefault(name, []).append(value)

    def handle_data(self, data: str) -> None:
        if self.textarea and self.open is not None:
            self.open.fields[self.textarea] = [data.strip()]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None
        elif tag == "select":
            self.select = ""
        elif tag == "textarea":
            self.textarea = ""
