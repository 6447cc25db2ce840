"""Static files under hashed names, the imports of our own script modules included."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise has no types
    """Writes hashed names into the imports of our script modules, so that only hashed files are served.

    Django offers this for every script at once; a library's script that merely mentions an import in a
    comment would then stop the collecting.
    """

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("fingerpost/*.js", CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1]),
    )
