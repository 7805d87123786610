"""The settings of an installation. This is the only file that reads the environment."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ENVIRONMENTS = ("production", "demo", "test")
DEFAULT_TILES_URL = (
    "https://service.pdok.nl/brt/achtergrondkaart/wmts/v2_0/standaard/EPSG:3857/{z}/{x}/{y}.png"
)
DEFAULT_TILES_ATTRIBUTION = "Kaartgegevens © Kadaster"


class ConfigError(ValueError):
    """A setting is missing or cannot be used; the text names the variable."""


@dataclass(frozen=True)
class Config:
    """All settings, checked. Paths are absolute, texts stripped.

    ``tiles_url`` is None when the operator switched the base map off.
    """

    environment: str
    data_dir: Path
    database_url: str
    secret_key: str
    photo_store: str
    queue: str
    municipality: str | None
    tiles_url: str | None
    tiles_attribution: str
    pdok_url: str
    smtp_url: str | None
    mail_from: str
    contact: str
    public_url: str | None
    log_level: str
    trusted_proxies: int

    @property
    def secure_cookies(self) -> bool:
        """Whether cookies travel over https alone; a demo runs on http://localhost."""
        return self.environment == "production"

    @classmethod
    def from_environment(cls, env: Mapping[str, str] = os.environ) -> "Config":
        """Read ``WIJKSCHOUW_*``. Raises ConfigError naming the variable that is wrong."""
        return _read({k: v.strip() for k, v in env.items() if k.startswith("WIJKSCHOUW_")})


def _read(env: Mapping[str, str]) -> Config:
    environment = env.get("WIJKSCHOUW_ENVIRONMENT") or "production"
    if environment not in ENVIRONMENTS:
        raise ConfigError(f"WIJKSCHOUW_ENVIRONMENT must be one of {', '.join(ENVIRONMENTS)}")
    data_dir = Path(env.get("WIJKSCHOUW_DATA_DIR") or "data").absolute()
    return Config(
        environment=environment,
        data_dir=data_dir,
        database_url=_database_url(env, data_dir),
        secret_key=_secret_key(env, environment),
        photo_store=env.get("WIJKSCHOUW_PHOTO_STORE") or f"file:{data_dir / 'photos'}",
        queue=env.get("WIJKSCHOUW_QUEUE") or f"sqlite:{data_dir / 'queue.db'}",
        municipality=env.get("WIJKSCHOUW_MUNICIPALITY") or None,
        tiles_url=_tiles_url(env),
        tiles_attribution=env.get("WIJKSCHOUW_TILES_ATTRIBUTION") or DEFAULT_TILES_ATTRIBUTION,
        pdok_url=env.get("WIJKSCHOUW_PDOK_URL") or "https://api.pdok.nl",
        smtp_url=env.get("WIJKSCHOUW_SMTP_URL") or None,
        mail_from=env.get("WIJKSCHOUW_MAIL_FROM") or "wijkschouw@localhost",
        contact=env.get("WIJKSCHOUW_CONTACT") or "mailto:wijkschouw@localhost",
        public_url=env.get("WIJKSCHOUW_PUBLIC_URL") or None,
        log_level=(env.get("WIJKSCHOUW_LOG_LEVEL") or "INFO").upper(),
        trusted_proxies=_whole_number(env, "WIJKSCHOUW_TRUSTED_PROXIES", 0),
    )


def _database_url(env: Mapping[str, str], data_dir: Path) -> str:
    url = env.get("WIJKSCHOUW_DATABASE_URL") or f"sqlite:///{data_dir / 'wijkschouw.db'}"
    if not url.startswith(("sqlite:", "postgresql:", "postgresql+psycopg:")):
        raise ConfigError("WIJKSCHOUW_DATABASE_URL must start with sqlite: or postgresql:")
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


def _secret_key(env: Mapping[str, str], environment: str) -> str:
    key = env.get("WIJKSCHOUW_SECRET_KEY", "")
    if not key and environment == "production":
        raise ConfigError("WIJKSCHOUW_SECRET_KEY is required: a random text of 32 or more signs")
    if key and len(key) < 32:
        raise ConfigError("WIJKSCHOUW_SECRET_KEY is too short: use 32 or more signs")
    return key or secrets.token_hex(32)


def _tiles_url(env: Mapping[str, str]) -> str | None:
    url = env.get("WIJKSCHOUW_TILES_URL", DEFAULT_TILES_URL)
    return None if url in ("", "none") else url


def _whole_number(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name) or str(default)
    if not text.isdecimal():
        raise ConfigError(f"{name} must be a whole number, not {text!r}")
    return int(text)
