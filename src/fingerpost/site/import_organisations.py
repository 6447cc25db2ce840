"""`fingerpost import`: reads a file and brings it in as owner."""

from pathlib import Path
from typing import TYPE_CHECKING

from fingerpost.site import database_start
from fingerpost.site.deployment import Deployment
from fingerpost.site.failures import StartFailure

if TYPE_CHECKING:
    from fingerpost.staff.import_file import ImportFile


def read(path: Path) -> "ImportFile":
    """Read and check the file, with Django started. Raises StartFailure with what to mend."""
    from fingerpost.house.errors import InvalidInput
    from fingerpost.staff.import_file import read_import_file

    try:
        return read_import_file(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise StartFailure(f"{path} cannot be read ({reason}).") from error
    except InvalidInput as error:
        raise StartFailure(f"{path}: {error.message}") from error


def bring_in(deployment: Deployment, file: "ImportFile") -> dict[str, int]:
    """Migrate, then bring the file in; return how many of each kind were made or changed."""
    from django.conf import settings
    from django.utils import timezone

    from fingerpost.house.errors import InvalidInput
    from fingerpost.house.rules import rules_in_force
    from fingerpost.policy.civil import civil_date
    from fingerpost.staff.importing import import_organisations

    database_start.migrate(deployment)
    if "owner" not in settings.DATABASES:
        raise StartFailure("Organisations and staff are written as owner: set DATABASE_OWNER_URL as well.")
    try:
        return dict(import_organisations(file=file, today=civil_date(timezone.now()), rules=rules_in_force()))
    except InvalidInput as error:
        raise StartFailure(error.message) from error
