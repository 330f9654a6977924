"""Which browser is driven: a Chromium the machine already has. None is ever downloaded."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from egovspec.model.base import Text

VARIABLE = "EGOVSPEC_CHROMIUM"

_COMMANDS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "msedge")
_PLACES = {
    "darwin": (
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    ),
    "win32": (
        r"C:\Program Files\Google\Chrome\Application\chrome.exe",
        r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
        r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
        r"C:\Program Files\Microsoft\Edge\Application\msedge.exe",
    ),
}


class NoBrowser(Exception):
    """Browser mode cannot be used on this machine: what is missing, and how to get it, in both languages."""

    def __init__(self, reason: Text, hint: Text) -> None:
        super().__init__(f"{reason.en} ({hint.en})")
        self.reason = reason
        self.hint = hint


HOW_TO_GET_ONE = Text(
    zh=f"安装 Chromium（如 apt install chromium），或者用部署文件的 browser.executable 或环境变量 {VARIABLE} 指明其位置",
    en=f"install Chromium (apt install chromium), or name it by browser.executable in the deployment file or by the "
    f"environment variable {VARIABLE}",
)


def not_installed() -> NoBrowser:
    """What to raise where playwright cannot be imported."""
    return NoBrowser(
        Text(zh="没有安装浏览器模式所需的 playwright", en="playwright, which browser mode needs, is not installed"),
        Text(
            zh="安装附加组件：pip install 'egovspec[browser]'", en="install the extra: pip install 'egovspec[browser]'"
        ),
    )


def does_not_start(path: str, said: str) -> NoBrowser:
    """What to raise where the browser at `path` ended before it answered; `said` is what it and its driver wrote."""
    if "No usable sandbox" in said:
        return NoBrowser(
            Text(zh=f"浏览器没有可用的沙箱：{path}", en=f"the browser finds no sandbox it can use: {path}"),
            Text(
                zh="允许本用户使用用户命名空间（sysctl kernel.unprivileged_userns_clone=1，或者为它设 AppArmor 规则）；"
                "容器中须放开 clone 与 unshare",
                en="let this user have user namespaces (sysctl kernel.unprivileged_userns_clone=1, or an AppArmor profile "
                "for it); in a container allow clone and unshare",
            ),
        )
    first = said.strip().partition("\n")[0][:300]
    return NoBrowser(
        Text(zh=f"浏览器无法启动：{path}：{first}", en=f"the browser does not start: {path}: {first}"), HOW_TO_GET_ONE
    )


def candidates(named: str | None, bundled: str, environment: Mapping[str, str] = os.environ) -> Iterator[str]:
    """Executables that may be a Chromium, best first.

    named    what the deployment names; then nothing else is looked for
    bundled  where playwright would keep its own; it may not be there
    """
    if said := named or environment.get(VARIABLE):
        yield shutil.which(said, path=environment.get("PATH")) or said
        return
    for command in _COMMANDS:
        if found := shutil.which(command, path=environment.get("PATH")):
            yield found
    yield from _PLACES.get(sys.platform, ())
    yield bundled


def find(named: str | None, bundled: str, environment: Mapping[str, str] = os.environ) -> str:
    """Path of the browser to drive. Raises NoBrowser when there is none."""
    looked = list(candidates(named, bundled, environment))
    for path in looked:
        if Path(path).is_file():
            return path
    if named or environment.get(VARIABLE):
        raise NoBrowser(
            Text(
                zh=f"找不到所指明的浏览器：{looked[0]}", en=f"there is no browser where it was said to be: {looked[0]}"
            ),
            HOW_TO_GET_ONE,
        )
    raise NoBrowser(Text(zh="本机没有 Chromium", en="there is no Chromium on this machine"), HOW_TO_GET_ONE)
