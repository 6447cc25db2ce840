"""Documents as tagged PDF: the plan, the slip that stands in for a signed print, the letter that posts it."""

from fingerpost.files.documents.compiling import FacesMissing, faces_in
from fingerpost.files.documents.letters import make_cover_letter, make_slip
from fingerpost.files.documents.looks import LOOKS
from fingerpost.files.documents.plan import make_plan_document
from fingerpost.files.documents.wording import ENGLISH, Language, languages

__all__ = [
    "ENGLISH",
    "LOOKS",
    "FacesMissing",
    "Language",
    "faces_in",
    "languages",
    "make_cover_letter",
    "make_plan_document",
    "make_slip",
]
