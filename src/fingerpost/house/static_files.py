"""Static files under hashed names, the imports of our own script modules included."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.core.files.base import File
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage


class _Prefixed:
    """A folder that is served under a prefix, read by the names that its files are served under."""

    def __init__(self, storage: Storage, prefix: str) -> None:
        self.storage, self.prefix = storage, prefix

    def open(self, name: str) -> File[Any]:
        """Open a file by its served name."""
        return self.storage.open(name.removeprefix(f"{self.prefix}/"))


class HashedFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise has no types
    """Writes hashed names into the imports of our script modules, so that only hashed files are served.

    Django offers this for every script at once; a library's script that merely mentions an import in a
    comment would then stop the collecting.
    """

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("fingerpost/*.js", CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1]),
    )

    def post_process(self, paths: Mapping[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        """Hash the files. Patterns are held against served names, whichever folder a file was found in."""
        served = {name: _by_served_name(name, *found) for name, found in paths.items()}
        yield from super().post_process(served, dry_run, **options)


def _by_served_name(name: str, storage: Storage, path: str) -> tuple[Any, str]:
    prefix = getattr(storage, "prefix", "")
    return (_Prefixed(storage, prefix), name) if prefix else (storage, path)
