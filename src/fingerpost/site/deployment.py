"""What the environment says of this deployment, read once and typed."""

import os
import secrets
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import AliasChoices, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from fingerpost.dss.wire.description import Switch
from fingerpost.house.colours import checked_colour

#: Requests a minute of one key of the wire where nothing else is said: more than people at work ask for, and a copy
#: of a contractor's customers within a night.
WIRE_RATE: Final = 1_200
_PROJECT = Path(__file__).resolve().parents[3]


def _named(name: str) -> AliasChoices:
    """Accept a variable under its plain name and under the project's prefix."""
    return AliasChoices(name, f"FINGERPOST_{name}")


def _words(value: object) -> object:
    """Read `a, b, c` as a list; leave anything else to the field's own type."""
    if isinstance(value, str):
        return [word.strip() for word in value.split(",") if word.strip()]
    return value


class Deployment(BaseSettings):
    """Every variable the service reads: `FINGERPOST_*`, and the plain names of `docs/operators.md`."""

    model_config = SettingsConfigDict(env_prefix="FINGERPOST_", frozen=True, extra="ignore")

    data: Path = Field(default=Path("data"), validation_alias=_named("DATA"))
    port: int = Field(default=8000, ge=1, le=65_535, validation_alias=_named("PORT"))
    database_url: SecretStr | None = Field(default=None, validation_alias=_named("DATABASE_URL"))
    database_owner_url: SecretStr | None = Field(default=None, validation_alias=_named("DATABASE_OWNER_URL"))
    database_system_url: SecretStr | None = Field(
        default=None, validation_alias=_named("DATABASE_SYSTEM_URL")
    )

    secret_key: SecretStr | None = None
    secret_key_fallbacks: Annotated[tuple[SecretStr, ...], NoDecode] = ()
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = ("localhost", "127.0.0.1", "[::1]")
    public_address: str | None = None
    behind_proxy: bool = False
    host: str = "127.0.0.1"
    workers: int = Field(default=2, ge=1, le=64)
    demo: bool | None = None
    rules_check_seconds: float = Field(default=2.0, gt=0, le=4)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    mi_engine: str = "duckdb"

    dss_switches: Annotated[tuple[str, ...], NoDecode] = ()
    dss_rate: int | None = Field(default=None, ge=0)
    dss_search: Literal["granted", "wide"] = "granted"
    dss_open_listeners: bool = False

    frontend_root: Path = _PROJECT / "frontend" / "dist"

    service_name: str = "Fingerpost"
    service_mailbox: str = "service@fingerpost.example"
    service_telephone: str = "0800 100 900"
    brand_colour: str = ""

    email_backend: str = "fingerpost.notices.sink.PrivateFiles"
    smtp_host: str = "localhost"
    smtp_port: int = Field(default=25, ge=1, le=65_535)
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_tls: bool = False

    @property
    def may_be_demo(self) -> bool:
        """Whether an empty database becomes the make-believe nation: by default the embedded one alone."""
        return self.demo if self.demo is not None else self.database_url is None

    @property
    def wire_rate(self) -> int:
        """Requests a minute of one key of the wire, 0 for no limit: what was said, else none of a demo."""
        if self.dss_rate is not None:
            return self.dss_rate
        return 0 if self.may_be_demo else WIRE_RATE

    @field_validator("brand_colour")
    @classmethod
    def _readable(cls, value: str) -> str:
        return checked_colour(value)

    @field_validator("mi_engine")
    @classmethod
    def _known_engine(cls, value: str) -> str:
        if value in ("duckdb", "postgres") or value.startswith("spark://"):
            return value
        raise ValueError(
            "FINGERPOST_MI_ENGINE is duckdb, postgres, or the address of a Spark master: spark://..."
        )

    @field_validator("allowed_hosts", "secret_key_fallbacks", "dss_switches", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return _words(value)

    @field_validator("dss_switches")
    @classmethod
    def _known_switches(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        known = [switch.value for switch in Switch]
        if unknown := [name for name in value if name not in known]:
            raise ValueError(
                f"FINGERPOST_DSS_SWITCHES knows no {', '.join(unknown)}; it knows {', '.join(known)}"
            )
        return value

    @field_validator("data", "frontend_root")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().absolute()

    @field_validator("public_address")
    @classmethod
    def _no_slash(cls, value: str | None) -> str | None:
        return value.rstrip("/") if value else None


def secret_key(deployment: Deployment) -> str:
    """Return the signing secret: the environment's, else the one kept in DATA, made at first run.

    Raises OSError where DATA cannot be read or written.
    """
    if deployment.secret_key is not None:
        return deployment.secret_key.get_secret_value()
    return kept_secret(deployment.data / "secret.key")


def kept_secret(path: Path) -> str:
    """Return the secret kept in the file `path` (mode 0600), making it where there is none.

    Two processes may start at once: each writes its own draft, `link` lets one win, both read that one.
    """
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        make_data_folder(path.parent)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48))
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_text(encoding="ascii").strip()


def make_data_folder(folder: Path) -> None:
    """Make the folder DATA where it is missing, closed to other people (0700).

    Started as root it may be passed through (0711), because the database inside belongs to an
    unprivileged user.
    """
    if not folder.is_dir():
        folder.mkdir(parents=True, mode=0o711 if os.geteuid() == 0 else 0o700)
