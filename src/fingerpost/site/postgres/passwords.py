"""The passwords of the embedded cluster and where its server listens, kept in DATA (mode 0600)."""

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

from fingerpost.site.failures import StartFailure

SUPERUSER = "postgres"
OWNER = "fingerpost_owner"
APP = "fingerpost_app"
SYSTEM = "fingerpost_system"
DATABASE = "fingerpost"


@dataclass(frozen=True, slots=True)
class Access:
    """How to reach the embedded server: a socket folder or a loopback address, a port, and the passwords."""

    host: str
    port: int
    passwords: dict[str, str]

    def url(self, role: str, database: str = DATABASE) -> str:
        """Return the address of `database` for `role`; it holds the password."""
        query = urlencode({"host": self.host, "port": self.port}, quote_via=quote)
        return f"postgresql://{role}:{quote(self.passwords[role])}@/{quote(database)}?{query}"


def access_file(data: Path) -> Path:
    """Return the file in DATA that keeps the access."""
    return data / "postgres.json"


def read_access(data: Path) -> Access | None:
    """Return what DATA keeps, or None where there is nothing yet. Raises StartFailure."""
    path = access_file(data)
    try:
        return Access(**json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except PermissionError as error:
        raise StartFailure(
            f"{path} belongs to another user. Start as the user who made the folder DATA."
        ) from error
    except (ValueError, TypeError) as error:
        raise StartFailure(f"{path} is damaged; restore it from a backup.") from error


def write_access(data: Path, access: Access) -> None:
    """Keep the access in DATA, whole or not at all."""
    path = access_file(data)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(asdict(access), file)
    draft.replace(path)


def new_passwords() -> dict[str, str]:
    """Return a random password for each role."""
    return {role: secrets.token_urlsafe(24) for role in (SUPERUSER, OWNER, APP, SYSTEM)}
