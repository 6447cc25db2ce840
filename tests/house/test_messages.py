"""Collecting the words of pages for translation."""

import os
from pathlib import Path

import pytest
from scripts import messages


@pytest.fixture(scope="module")
def collected() -> set[object]:
    before = os.getcwd()
    os.chdir(Path(messages.ROOT))
    try:
        return {message.id for message in messages.collect() if message.id}
    finally:
        os.chdir(before)


@pytest.mark.parametrize(
    "words",
    [
        "Work out your next step",  # {% translate %}
        "%(service)s: a careers service for everyone who lives or works in England.",  # {% blocktranslate %}
        "Skip to main content",  # {% translate … as %}
        "Open a contact",  # gettext_lazy
        "%(name)s must be a real date",  # gettext with places
    ],
)
def test_words_when_collected_are_all_there(collected: set[object], words: str) -> None:
    assert words in collected


def test_catalogue_when_made_for_a_language_holds_every_word_and_compiles(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, collected: set[object]
) -> None:
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    monkeypatch.setattr(messages, "LOCALES", tmp_path / "locale")
    assert f"{len(collected)} messages" in messages.update("cy")
    assert messages.compile_all() == "1 catalogues were compiled."
    assert (tmp_path / "locale" / "cy" / "LC_MESSAGES" / "django.mo").is_file()
