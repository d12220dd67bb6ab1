"""The settings file, `citecheck.toml` or `[tool.citecheck]` of `pyproject.toml`: found upwards, read strictly."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from citecheck.cli import streams
from citecheck.errors import SettingsError, among, because

if TYPE_CHECKING:
    from datetime import date

    from citecheck.judge.house import Waiver
    from citecheck.model import Severity

NAMES = ("citecheck.toml", "pyproject.toml")


class Key(NamedTuple):
    """A setting: what its value must be, in words and as a test, and what holds where nobody says anything."""

    kind: str
    fits: Callable[[Any], bool]
    default: Any = None


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _text(value: Any) -> bool:
    return isinstance(value, str)


KEYS = {
    "files": Key("a list of file names and patterns", _texts, []),
    "sources": Key("a list of sources", _texts, []),
    "cache": Key("a folder", _text, "cache"),
    "catalogue": Key("a folder", _text, ""),
    "mailto": Key("an address", _text, ""),
    "offline": Key("true or false", lambda value: isinstance(value, bool), False),
    "check-links": Key("true or false", lambda value: isinstance(value, bool), False),
    "max-age": Key("a number of days", _number),
    "budget": Key("a number of seconds", _number),
    "fail-on": Key("a severity, a rule or a list of them", lambda value: _text(value) or _texts(value), "error"),
    "allow-undecided": Key("true or false", lambda value: isinstance(value, bool), False),
    "threshold": Key("a probability", lambda value: _number(value) and 0 <= value <= 1, 0.75),
    "margin": Key("a number of bits", _number, 3.0),
    "year": Key("print, online or any", lambda value: value in ("print", "online", "any"), "any"),
    "wording": Key("a file", _text, ""),
}
_TABLES = ("severities", "waive")


class Configured(NamedTuple):
    """What a settings file says; empty without one."""

    path: Path | None = None
    values: Mapping[str, Any] = MappingProxyType({})
    severities: Mapping[str, Severity | None] = MappingProxyType({})
    waivers: tuple[Waiver, ...] = ()

    def get(self, name: str) -> Any:
        """The value of a setting, its default where the file says nothing."""
        return self.values.get(name, KEYS[name].default)

    def near(self, path: str) -> str:
        """A path of the file, as seen from here: it is meant from where the file is."""
        if not path or not self.path or Path(path).is_absolute():
            return path
        folder = self.path.parent
        return path if folder == Path.cwd() else str(folder / path)


def found(start: Path | None = None) -> Configured:
    """What the nearest settings file says, from this folder upwards."""
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        for name in NAMES:
            path = folder / name
            if path.is_file() and (data := _table(path)) is not None:
                return read(data, path)
        if (folder / ".git").exists():
            break
    return Configured()


def _table(path: Path) -> dict[str, Any] | None:
    """Our part of the file; None for a pyproject.toml that has none."""
    import tomllib

    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        said = because(error) if isinstance(error, OSError) else str(error)
        raise SettingsError(f"can't read {path}: {said}", hint="mend it, or take it away") from None
    if path.name == "citecheck.toml":
        return data
    tools = data.get("tool")
    return tools.get("citecheck") if isinstance(tools, dict) else None


def read(data: Mapping[str, Any], path: Path) -> Configured:
    """The values, each looked at. SettingsError for a key that is none, with the nearest, or a value that is none."""
    values: dict[str, Any] = {}
    for name, value in data.items():
        if name in _TABLES:
            continue
        if name not in KEYS:
            raise SettingsError(f"{path}: no setting is called {name!r}", hint=among(name, (*KEYS, *_TABLES)))
        if not KEYS[name].fits(value):
            raise SettingsError(f"{path}: {name} is not {KEYS[name].kind}", hint=f"for example {_example(name)}")
        values[name] = value
    return Configured(
        path=path,
        values=values,
        severities=_severities(data.get("severities", {}), path),
        waivers=tuple(_waivers(data.get("waive", []), path)),
    )


def _example(name: str) -> str:
    shown = KEYS[name].default
    return f"{name} = {str(shown).lower() if isinstance(shown, bool) else repr(shown) if shown else '…'}"


def _severities(table: Any, path: Path) -> dict[str, Severity | None]:
    from citecheck.judge.house import check_rules
    from citecheck.model import SEVERITIES

    if not isinstance(table, dict):
        raise SettingsError(f"{path}: severities is no table", hint='[severities] and year-mismatch = "note" below it')
    check_rules(table)
    for rule, word in table.items():
        if word not in (*SEVERITIES, "off"):
            hint = among(str(word), (*SEVERITIES, "off"))
            raise SettingsError(f"{path}: {rule} = {word!r} is no severity", hint=hint)
    return {rule: SEVERITIES.get(word) for rule, word in table.items()}


def _waivers(tables: Any, path: Path) -> Iterator[Waiver]:
    from citecheck.judge import rules
    from citecheck.judge.house import Waiver
    from citecheck.model import Location

    if not isinstance(tables, list) or not all(isinstance(one, dict) for one in tables):
        raise SettingsError(f"{path}: waive is no list of tables", hint="[[waive]] with rule, key, reason and expires")
    lines = _lines_of(path)
    for number, table in enumerate(tables):
        where = f"{path}: waiver {number + 1}"
        for name in table:
            if name not in ("rule", "key", "reason", "expires"):
                raise SettingsError(f"{where}: no field is called {name!r}", hint="rule, key, reason, expires")
        for name in ("rule", "key", "reason"):
            if not isinstance(table.get(name), str) or not table[name].strip():
                raise SettingsError(f"{where} has no {name}", hint="rule, key and reason are required")
        yield Waiver(
            rule=rules.named(table["rule"]).id,
            key=table["key"],
            reason=table["reason"],
            expires=day(table.get("expires"), where),
            place=Location(file=str(path), line=lines[number] if number < len(lines) else 0),
        )


def _lines_of(path: Path) -> list[int]:
    """The line at which each waiver begins."""
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    heads = re.finditer(r"^\s*\[\[(?:tool\.citecheck\.)?waive\]\]", text, re.M)
    return [text.count("\n", 0, head.end()) + 1 for head in heads]


def day(value: Any, where: str) -> date | None:
    """The last day that is meant by a date, `2027-05-31`, or a month, `2027-05`."""
    if value is None or value == "":
        return None
    from datetime import date

    match = re.fullmatch(r"(\d{4})-(\d{2})(?:-(\d{2}))?", str(value))
    try:
        if match and match[3]:
            return date(int(match[1]), int(match[2]), int(match[3]))
        if match:
            year, month = int(match[1]), int(match[2])
            return date.fromordinal(date(year + month // 12, month % 12 + 1, 1).toordinal() - 1)
    except ValueError:
        pass
    raise SettingsError(f"{where}: {value!r} is no day", hint="for example 2027-05-31, or 2027-05")


def add_command(commands: Any) -> None:
    """Add `config` to these sub-commands of argparse."""
    parser = commands.add_parser("config", help="print the settings that hold here, and where each comes from")
    parser.add_argument("--debug", action="store_true", help="show the traceback of an error")
    parser.set_defaults(run=config)


def config(arguments: argparse.Namespace) -> int:
    """A line a setting; secrets are said to be set, no more."""
    import os

    known = found()
    lines = [f"{'settings file':<18}{known.path or 'none'}"]
    for name in KEYS:
        value, origin = known.get(name), str(known.path) if name in known.values else "default"
        if name == "mailto" and os.environ.get("CITECHECK_MAILTO"):
            value, origin = "set", "CITECHECK_MAILTO"
        elif name == "mailto" and value:
            value = "set"
        lines.append(f"{name:<18}{_shown(value):<28}{origin}")
    lines += [f"{'severities':<18}{rule} = {one or 'off'}" for rule, one in known.severities.items()]
    lines += [f"{'waive':<18}{one.rule} for {one.key}: {one.words}" for one in known.waivers]
    streams.write(f"{line}\n".encode() for line in lines)
    return 0


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(value) or "-"
    return "-" if value in (None, "") else str(value).lower() if isinstance(value, bool) else str(value)


def fill(arguments: argparse.Namespace) -> None:
    """What the command line leaves open, as the settings file says, else as it is by default."""
    if not hasattr(arguments, "input"):
        return
    configured = found()
    arguments.configured = configured
    if not arguments.input:
        arguments.input = _files(configured)
    if not hasattr(arguments, "changed_since"):
        return
    say = vars(arguments)
    say["source"] = arguments.source or configured.get("sources")
    say["cache"] = arguments.cache or Path(configured.near(configured.get("cache")))
    if arguments.catalogue is None and configured.get("catalogue"):
        say["catalogue"] = Path(configured.near(configured.get("catalogue")))
    say["offline"] = arguments.offline or (configured.get("offline") and not arguments.refresh)
    say["check_links"] = arguments.check_links or configured.get("check-links")
    for name in ("max_age", "budget"):
        if say[name] is None:
            say[name] = configured.get(name.replace("_", "-"))
    fails = configured.get("fail-on")
    say["fail_on"] = arguments.fail_on or (fails if isinstance(fails, str) else ",".join(fails))
    say["allow_undecided"] = arguments.allow_undecided or configured.get("allow-undecided")
    say["wording"] = arguments.wording or configured.near(configured.get("wording")) if "wording" in say else ""


def _files(configured: Configured) -> list[str]:
    """The lists that the file names, in the order of their names; a pattern may fit several."""
    folder = configured.path.parent if configured.path else Path.cwd()
    names = [str(path) for pattern in configured.get("files") for path in sorted(folder.glob(pattern))]
    if not names:
        said = f"no file fits files in {configured.path}" if configured.get("files") else "no list is named"
        raise SettingsError(said, hint='citecheck COMMAND FILE, or files = ["*.bib"] in citecheck.toml')
    return [configured.near(str(Path(name).relative_to(folder))) for name in names]
