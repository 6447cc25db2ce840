"""History: each kept table has a trigger-fed twin that says who changed what, when, and to what.

Row-level triggers see bulk writes too. Who acts stands in the transaction's settings
(``pghistory.context_metadata``, set by ``fingerpost_act``) and is stored with each row.
"""

from collections.abc import Callable
from typing import TypeVar

import pghistory
from django.db import models

M = TypeVar("M", bound=type[models.Model])


def keep_history(*, exclude: list[str] | None = None) -> Callable[[M], M]:
    """Class decorator: keep every insert, update and delete of the model in ``<model>event``."""
    track: Callable[[M], M] = pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        exclude=exclude or [],
        context_field=pghistory.ContextJSONField(),
        # None leaves the column out, as the library's manual says; its types don't know that yet.
        context_id_field=None,  # type: ignore[arg-type]
        append_only=False,
    )
    return track
