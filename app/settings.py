"""Settings, from the environment: every one has a default that works on a laptop."""

from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Read once, when a command starts."""

    model_config = SettingsConfigDict(env_prefix="FIBROMAG_", use_attribute_docstrings=True, extra="ignore")

    database_url: str = "sqlite:///data/fibromag.db"
    """Where the dataset is published to and served from, as an SQLAlchemy address."""
    seeds: Path = Path(__file__).parent.parent / "seeds"
    """The folder of seed files."""
    export: Path = Path("data/export")
    """The folder that `export` writes to and that is served below `/data`."""
    log_level: str = "info"
    """Least severe level that is logged: debug, info, warning or error."""
