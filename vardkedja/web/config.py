"""Every setting, from the environment, in one place. An unknown VARDKEDJA_ name is refused with a sentence."""

import os
import secrets
import sys
from pathlib import Path

import msgspec

ROOT = Path(__file__).resolve().parent.parent.parent


class Config(msgspec.Struct, frozen=True, kw_only=True):
    """The settings. In the environment each is VARDKEDJA_ and its name in capitals, except the two addresses."""

    database_url: str = ""  # DATABASE_URL: the application's role; empty means the embedded server
    database_owner_url: str = ""  # DATABASE_OWNER_URL: the role that owns the tables, for migrations
    data: Path = ROOT / ".data"  # the embedded server, the secret and other files of this installation
    secret: str = ""  # signs forms and documents; made and kept in the data folder when empty
    demo: bool = False  # invented people, sign-in with one click
    debug: bool = False  # pages of errors for developers
    hosts: str = "localhost,127.0.0.1,[::1]"  # names that this installation answers to, with commas
    port: int = 8000  # where bin/dev listens, on loopback
    live_port: int = 0  # where the live updates listen, on loopback; 0 means the port after `port`
    live_url: str = (
        ""  # where browsers find them behind a proxy, such as /live/; empty means at `live_port` of the same host
    )
    secure: bool = False  # cookies over https only
    session_hours: int = 12  # how long a signed-in browser lives without a click
    log_level: str = "INFO"


def read(environment: dict[str, str]) -> Config:
    """The configuration of an environment. Exits with one sentence when something is misspelt or of the wrong kind."""
    names = Config.__struct_fields__
    values: dict[str, str] = {}
    for name, value in environment.items():
        if name in ("DATABASE_URL", "DATABASE_OWNER_URL"):
            values[name.lower()] = value
        elif name.startswith("VARDKEDJA_"):
            short = name.removeprefix("VARDKEDJA_").lower()
            if short not in names:
                sys.exit(
                    f"Inställningen {name} finns inte. Kända: {', '.join('VARDKEDJA_' + known.upper() for known in names)}."
                )
            values[short] = value
    try:
        return msgspec.convert(values, Config, strict=False, dec_hook=lambda kind, value: kind(value))
    except msgspec.ValidationError as error:
        sys.exit(f"En inställning har fel värde: {error}")


def secret_of(config: Config) -> str:
    """The installation's secret: as set, else one made once and kept in the data folder."""
    if config.secret:
        return config.secret
    path = config.data / "secret"
    if not path.exists():
        config.data.mkdir(parents=True, exist_ok=True)
        # Exclusive creation: two processes that start together agree on the first one's secret.
        try:
            with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(48))
        except FileExistsError:
            pass
    return path.read_text()
