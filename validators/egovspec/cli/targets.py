"""What `check` is pointed at: a deployment file, or a URL, a folder or a WARC and no file at all."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import click

from egovspec.cli.language import say
from egovspec.library.catalogue import Catalogue
from egovspec.library.deployments import Loaded, load_deployment, resolve_profile
from egovspec.library.shapes import shape
from egovspec.library.yaml import Marked
from egovspec.model.deployment import Deployment

WARCS = (".warc", ".warc.gz", ".wacz")


@dataclass(frozen=True)
class Target:
    """What was said on the command line about a target without a file."""

    profile: str | None
    url: str | None
    captured: str | None
    division: str | None
    connect_to: str | None
    pages: int | None
    browser: bool
    private_addresses: bool


def is_url(target: str) -> bool:
    return bool(re.match(r"(?i)https?://", target))


def is_warc(target: str) -> bool:
    """Whether a target is called as WARC files are, or is a folder of them and of nothing that is a page."""
    path = Path(target)
    if path.is_dir():
        names = [file.name.lower() for file in path.iterdir()]
        return any(name.endswith(WARCS) for name in names) and not any(
            name.endswith((".html", ".htm")) for name in names
        )
    return target.lower().endswith(WARCS)


def loaded(target: str, said: Target, catalogue: Catalogue) -> Loaded:
    """The deployment a target stands for. Raises SpecErrors, or click.UsageError for options that do not fit it."""
    path = Path(target)
    if not target.strip():
        raise click.UsageError(say("没有写明要检查什么", "nothing is named to be checked"))
    if not is_url(target) and not path.is_dir() and not is_warc(target):
        if path.exists():
            _belongs_to_no_file(said)
        elif re.fullmatch(r"[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:/\S*)?", target) and path.suffix not in (".yaml", ".yml"):
            raise click.UsageError(
                say(
                    f"没有这个文件：{target}；如是网址，请写 https://{target}",
                    f"there is no such file: {target}; if it is an address, write https://{target}",
                )
            )
        instead = None
        if said.profile is not None:
            instead = (said.profile, Marked(say("命令行", "command line"), "", {"profile": said.profile}))
        return load_deployment(path, catalogue, instead)
    if not is_url(target) and not path.exists():
        raise click.UsageError(say(f"没有这个文件：{target}", f"there is no such file: {target}"))
    if said.profile is None:
        raise click.UsageError(
            say(
                f"{target} 不是部署文件，请用 --profile 指明方案，如 --profile city-portal@1",
                f"{target} is no deployment file; name the profile, such as --profile city-portal@1",
            )
        )
    evidence: dict[str, object] = {"collect": "website", "id": "portal", "required": "true"}
    if is_url(target):
        evidence["url"] = target
        if said.private_addresses or names_a_private_address(target):
            evidence["private_addresses"] = "true"
    else:
        evidence["warc" if is_warc(target) else "folder"] = target
        if said.url is not None:
            evidence["url"] = said.url
    for key, value in (("captured", said.captured), ("connect_to", said.connect_to)):
        if value is not None:
            evidence[key] = value
    if said.pages is not None:
        evidence["limits"] = {"pages": said.pages}
    if said.browser:
        evidence["browser"] = {}
    tree: dict[str, object] = {
        "kind": "deployment",
        "id": _identifier(target),
        "profile": said.profile,
        "evidence": [evidence],
    }
    if said.division is not None:
        tree["division"] = said.division
    marked = Marked(say("命令行", "command line"), "", tree)
    deployment = shape(Deployment, marked)
    return Loaded(deployment, resolve_profile(catalogue, deployment, marked), marked, Path())


def _belongs_to_no_file(said: Target) -> None:
    given = {
        "--url": said.url,
        "--captured": said.captured,
        "--division": said.division,
        "--connect-to": said.connect_to,
        "--pages": said.pages,
        "--browser": said.browser or None,
    }
    for option, value in given.items():
        if value is not None:
            raise click.UsageError(
                say(
                    f"{option} 用于网址、文件夹或 WARC；部署文件自己写明这一项",
                    f"{option} is for a URL, a folder or a WARC; a deployment file says it itself",
                )
            )


def names_a_private_address(url: str) -> bool:
    """Whether the person typed a private address: then they mean it."""
    host = _host(url)
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return host == "localhost"


def _host(url: str, *, port: bool = False) -> str:
    """Host of an address, with its port if asked for; empty where it is no address: the settings say what is wrong."""
    try:
        parts = urlsplit(url)
        return f"{parts.hostname or ''} {parts.port or ''}" if port else parts.hostname or ""
    except ValueError:
        return ""


def _identifier(target: str) -> str:
    name = _host(target, port=True) if is_url(target) else Path(target).resolve().name
    name = re.sub(r"\.(?:warc(?:\.gz)?|wacz)$", "", name, flags=re.IGNORECASE)
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "site"
