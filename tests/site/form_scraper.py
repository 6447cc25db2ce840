"""Reads a page's form as a browser without scripts would send it."""

from bs4 import BeautifulSoup
from bs4.element import Tag


def form_fields(html: str, *, holding: str) -> dict[str, str]:
    """The names and values of the form that holds a field called ``holding``, as they would be sent unchanged."""
    page = BeautifulSoup(html, "html.parser")
    for form in page.find_all("form"):
        if form.find(attrs={"name": holding}) is not None:
            return _fields(form)
    raise AssertionError(f"no form with a field {holding}")


def _fields(form: Tag) -> dict[str, str]:
    sent: dict[str, str] = {}
    for part in form.find_all(["input", "select", "textarea"]):
        name = str(part.get("name") or "")
        if not name or part.get("type") in {"submit", "button"}:
            continue
        if part.name == "textarea":
            sent[name] = part.text
        elif part.name == "select":
            chosen = part.find("option", selected=True) or part.find("option")
            sent[name] = str(chosen.get("value", "")) if isinstance(chosen, Tag) else ""
        elif part.get("type") not in {"radio", "checkbox"} or part.has_attr("checked"):
            sent[name] = str(part.get("value", ""))
    return sent
