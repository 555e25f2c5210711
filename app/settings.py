"""Settings, from the environment: every one has a default that works on a laptop."""

from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError


class Settings(BaseSettings):
    """Read once, when a command starts."""

    model_config = SettingsConfigDict(env_prefix="FIBROMAG_", use_attribute_docstrings=True, extra="ignore")

    database_url: str = "sqlite:///data/fibromag.db"
    """Where the dataset is published to and served from: `sqlite:///a-file` or `postgresql://…`."""
    seeds: Path = Path(__file__).parent.parent / "seeds"
    """The folder of seed files."""
    export: Path = Path("data/export")
    """The folder that `export` writes to and that is served below `/data`."""
    public_url: str = ""
    """Public address of this service, for `next` of lists, links in CDS Hooks cards and the audience of
    tokens; empty: the address of the request."""
    root_path: Annotated[str, Field(pattern=r"^(/[a-z0-9._~-]+)*$")] = ""
    """Path below which this service is reached, such as `/fibromag`; a public address ends with it, too."""
    security_contact: str = ""
    """Where to report a vulnerability, as a URI: `mailto:…` or `https://…`; empty: no `security.txt`."""
    cds_trusted_clients: dict[str, dict[str, Any]] = {}
    """CDS Hooks clients that may call, as JSON: issuer → its JWK Set; needs `FIBROMAG_PUBLIC_URL`. Empty: any
    may, without a token."""
    mcp: bool = False
    """Whether `/mcp` serves tools for assistants (Model Context Protocol); needs the extra `mcp`."""
    log_level: str = "info"
    """Least severe level that is logged: debug, info, warning or error."""
    hosts: str = "localhost"
    """Names this service is known by, with commas between them; `*` is any. An IP address always is."""
    most_in_flight: int = 256
    """How many requests are answered at the same time; more are told to try again soon."""
    cache_bytes: int = 64 * 1024 * 1024
    """How much memory finished answers may take, in each process; 0 keeps none."""
    patience_seconds: float = 10
    """How long a caller may take to send a head or a body, and to take some more of an answer."""
    drain_seconds: float = 0
    """Seconds between SIGTERM and closing the listener, at least 1, while `/readyz` returns 503: a balancer
    can then choose another server."""
    rate_limit: str = ""
    """How often one client may ask, such as `100/minute`; empty: as often as it likes."""
    rate_limit_storage: str = "memory://"
    """Where requests are counted: `memory://` in each process, or `redis://…` in one place for all."""
    trusted_proxies: str = ""
    """Addresses and networks of proxies whose `X-Forwarded-For` is believed, with commas between them."""


class WrongSettingError(Exception):
    """A setting has an invalid value; the message names the setting and does not repeat the value."""


def read_settings() -> Settings:
    """Return the settings of this process, or raise `WrongSettingError`."""
    try:
        return Settings()
    except ValidationError as error:
        wrong = {str(each["loc"][0]): each["msg"] for each in error.errors(include_input=False)}
        told = "; ".join(f"FIBROMAG_{name.upper()}: {message}" for name, message in sorted(wrong.items()))
        raise WrongSettingError(f"A setting is wrong: {told}.") from None
    except SettingsError:
        raise WrongSettingError("FIBROMAG_CDS_TRUSTED_CLIENTS is not JSON: issuer → JWK Set.") from None
