"""Nations of different sizes, each on a server of its own in an ignored folder, and the one that is spoken to."""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from pydantic import SecretStr

from fingerpost.site.database_urls import app_database, django_database
from fingerpost.site.postgres import Server, start_server

PROJECT = Path(__file__).resolve().parent.parent
FOLDER = PROJECT / ".bench"
SMALL = 10_000
SECRET_KEY = "the benchmark signs nothing that anybody keeps"  # noqa: S105

_COMMON = {"shared_buffers": "2GB", "max_wal_size": "8GB", "effective_cache_size": "12GB"}
# For writing the nation only: what breaks off is written again from nothing.
_WRITING = {
    **_COMMON,
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "autovacuum": "off",
    "checkpoint_timeout": "1h",
}


@dataclass(slots=True)
class Ground:
    """One nation and the server it stands on."""

    scale: int
    server: Server
    urls: dict[str, str]

    def use(self) -> None:
        """Let Django speak to this nation from here on."""
        from django.db import connections

        connections.close_all()
        app, owner = (SecretStr(self.urls[name]) for name in ("DATABASE_URL", "DATABASE_OWNER_URL"))
        connections["default"].settings_dict.update(app_database(app))
        connections["owner"].settings_dict.update(django_database(owner))

    def app_url(self) -> str:
        """The address as *app*, for bare psycopg."""
        return self.urls["DATABASE_URL"]


@contextmanager
def nations(scale: int, say: Callable[[str], None]) -> Iterator[tuple[Ground, Ground]]:
    """The nation of this size and the small one beside it (the same one where that is the size)."""
    os.environ.update({"FINGERPOST_SECRET_KEY": SECRET_KEY, "FINGERPOST_LOG_LEVEL": "ERROR"})
    os.environ["DATA"] = str(_folder(scale))
    sizes = sorted({scale, SMALL})
    for size in sizes:
        _make_where_missing(size, say)
    grounds = {size: _start(size) for size in sizes}
    try:
        yield grounds[scale], grounds[SMALL]
    finally:
        from django.db import connections

        connections.close_all()
        for ground in grounds.values():
            ground.server.stop()


def _folder(scale: int) -> Path:
    return FOLDER / str(scale)


def _start(scale: int, settings: dict[str, str] | None = None) -> Ground:
    server = start_server(_folder(scale), with_parent=True, settings=settings or _COMMON)
    return Ground(scale, server, server.urls())


def _make_where_missing(scale: int, say: Callable[[str], None]) -> None:
    stamp = _folder(scale) / "nation"
    if stamp.is_file() and stamp.read_text(encoding="ascii") == _fingerprint():
        return
    if _folder(scale).exists():
        say(f"The nation of {scale:,} is of another version; it is made anew.")
        _remove(scale)
    ground = _start(scale, _WRITING)
    try:
        _set_up_django(ground)
        ground.use()
        _make(scale, say)
    finally:
        ground.server.stop()
    stamp.write_text(_fingerprint(), encoding="ascii")


def _set_up_django(ground: Ground) -> None:
    os.environ.update(ground.urls)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
    import django

    django.setup()


def set_up(ground: Ground) -> None:
    """Start Django on a nation, as *app* and *owner*, with its static files collected."""
    _set_up_django(ground)
    ground.use()
    logging.getLogger("django.request").setLevel(logging.ERROR)
    from django.conf import settings

    from fingerpost.site.static_files import collect_static_files

    collect_static_files(settings.DEPLOYMENT)


def _make(scale: int, say: Callable[[str], None]) -> None:
    from django.core.management import call_command
    from django.db import connections

    from fingerpost.demo.services import make_nation

    call_command("migrate", database="owner", interactive=False, verbosity=0)
    say(f"Making a nation of {scale:,} customers as owner.")
    made = make_nation(customers=scale, say=say)
    say(f"Made in {made.seconds:.0f} seconds. Letting the server tidy up.")
    began = monotonic()
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
    connections.close_all()
    say(f"Tidied in {monotonic() - began:.0f} seconds.")


def _remove(scale: int) -> None:
    """Take away an earlier nation and its server's files. The server itself ended with the run that made it."""
    location = _folder(scale) / "postgres.location"
    if location.is_file():
        shutil.rmtree(location.read_text(encoding="utf-8").strip(), ignore_errors=True)
    shutil.rmtree(_folder(scale))


def _fingerprint() -> str:
    """A name for everything that shapes a nation's database."""
    digest = hashlib.sha256()
    source = PROJECT / "src" / "fingerpost"
    for path in sorted(
        [*source.glob("*/migrations/*.py"), *source.glob("demo/*.py"), source / "house" / "rls.py"]
    ):
        digest.update(path.read_bytes())
    return digest.hexdigest()
