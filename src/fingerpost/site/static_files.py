"""Style sheets, scripts and pictures: collected under hashed names when they have changed."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from fingerpost import __version__
from fingerpost.site.deployment import Deployment
from fingerpost.site.failures import StartFailure


def collect_static_files(deployment: Deployment) -> None:
    """Collect the static files into DATA, unless they are those collected last. Raises StartFailure."""
    from django.conf import settings
    from django.core.management import call_command

    if not deployment.frontend_root.is_dir():
        raise StartFailure("The style sheets and scripts are not built. Run `make setup`.")
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    fingerprint = _fingerprint()
    if stamp.is_file() and stamp.read_text(encoding="ascii") == fingerprint:
        return
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    stamp.write_text(fingerprint, encoding="ascii")


def _fingerprint() -> str:
    """Return a name for the files as they are now, by path, size and time of change."""
    digest = hashlib.sha256(__version__.encode())
    for name, path in sorted(_sources()):
        status = path.stat()
        digest.update(f"{name}:{status.st_size}:{status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _sources() -> Iterator[tuple[str, Path]]:
    from django.contrib.staticfiles.finders import get_finders

    for finder in get_finders():
        for name, storage in finder.list([]):
            yield name, Path(storage.path(name))
