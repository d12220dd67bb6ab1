"""What a server is started with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from citecheck.errors import SettingsError
from citecheck.settings import Settings
from citecheck.web.guard import LOOPBACK

MONTH = 30 * 86_400.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Options:
    """`data`: the folder of the lists; `life`: seconds until a list is deleted; `webhook`: told of each list that is
    done, signed with `secret`."""

    settings: Settings
    data: Path
    host: str = "127.0.0.1"
    port: int = 8765
    names: tuple[str, ...] = ()
    token: str = ""
    life: float = MONTH
    most_references: int = 20_000
    most_waiting: int = 1_000
    most_waiting_a_client: int = 50
    largest: int = 20_000_000
    workers: int = 2
    webhook: str = ""
    secret: str = ""

    def __post_init__(self) -> None:
        if self.host not in LOOPBACK and not self.token:
            raise SettingsError(
                f"listening on {self.host} would let everybody in", hint="set a token: --token, or CITECHECK_TOKEN"
            )
        if self.webhook and not self.secret:
            raise SettingsError("a webhook without a secret proves nothing", hint="set CITECHECK_WEBHOOK_SECRET")
