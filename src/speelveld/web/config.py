# SPDX-License-Identifier: EUPL-1.2
"""The settings of an installation: environment variables ``SPEELVELD_*``, or a file ``speelveld.toml``.

The environment goes before the file. A municipality that runs Speelveld changes ``municipality`` and is done.
"""

from __future__ import annotations

import os
import secrets
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

TOML = "speelveld.toml"


class Configuration(BaseSettings):
    """What an installation may set. Every field has a default that works on one's own machine."""

    model_config = SettingsConfigDict(env_prefix="SPEELVELD_", toml_file=TOML, extra="forbid")

    municipality: str = Field(
        "Groningen", description="The municipality that the first page shows: name, code or slug."
    )
    data_dir: Path = Field(Path("var"), description="Folder of the editions, the database and the secret key.")
    edition: Path | None = Field(
        None, description="The edition to show; without it the current one in the data folder."
    )
    language: Literal["nl", "en"] = Field("nl", description="The language of addresses without a language in them.")
    secret_key: str = Field("", description="Django's secret key; without it one is made once in the data folder.")
    debug: bool = Field(False, description="Show technical details of a fault. Never on the internet.")
    allowed_hosts: list[str] = Field(
        ["localhost", "127.0.0.1", "[::1]"], description="The host names that the site answers to."
    )
    https: bool = Field(False, description="The site is reached by https: adds HSTS and sends http on to https.")
    database_url: str = Field("", description="postgres://user:password@host:port/name; without it SQLite.")
    theme_css: str = Field(
        "themes/speelveld.css", description="Style sheet with the design tokens of the theme, below the static files."
    )
    theme_dir: Path | None = Field(None, description="Folder with a theme's own files, served beside the static files.")
    theme_class: str = Field("speelveld-theme", description="The class on <body> that the theme's tokens belong to.")
    contact: str = Field(
        "", description="Where a weakness is reported, as mailto: or https:; without it the page about this site."
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments, then the environment, then the TOML file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    def key(self) -> str:
        """The secret key: the one that is set, or one made once for this installation, readable by its owner only."""
        return self.secret_key or _own_key(self.data_dir)


def _own_key(data_dir: Path) -> str:
    path = data_dir / "secret-key"
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        pass
    data_dir.mkdir(parents=True, exist_ok=True)
    made = secrets.token_urlsafe(50)
    # Written beside its place and linked into it, so that two starts at the same moment end up with one key.
    descriptor, name = tempfile.mkstemp(prefix=".secret-key-", dir=data_dir)
    draft = Path(name)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(made + "\n")
    try:
        os.link(draft, path)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    finally:
        draft.unlink()
    return made


@lru_cache(maxsize=1)
def configuration() -> Configuration:
    """The settings of this installation, read once."""
    return Configuration()
