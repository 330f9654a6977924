"""egovspec visit: visit websites again and again, and keep a log of how they opened."""

from __future__ import annotations

import re
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from egovspec.cli.common import language_option, tell
from egovspec.cli.exits import Exit
from egovspec.cli.language import say, spoken
from egovspec.model.duration import MICROSECONDS, Duration

if TYPE_CHECKING:
    from egovspec.collect.visits.log import Log, Visit

_UNITS = {"s": 1, "min": 60, "h": 3600, "d": 86400}
LEAST = timedelta(minutes=1)
MOST = timedelta(days=7)
LONGEST_TIMEOUT = timedelta(minutes=5)


def _length(context: click.Context, parameter: click.Parameter, value: str | None) -> timedelta | None:
    if value is None:
        return None
    found = re.fullmatch(r"(\d{1,6}(?:\.\d{1,3})?)(s|min|h|d)", value.strip(), re.ASCII)
    if found:
        length = timedelta(seconds=float(found[1]) * _UNITS[found[2]])
    else:
        try:
            parts = Duration.parse(value.strip())
        except ValueError:
            parts = Duration(months=1)
        if parts.months:
            raise click.BadParameter(
                say("应为时长，如 1h、30min、7d 或 PT1H", "must be a length of time, such as 1h, 30min, 7d or PT1H")
            )
        length = timedelta(days=parts.days, seconds=parts.microseconds / MICROSECONDS)
    if length <= timedelta(0):
        raise click.BadParameter(say("须大于零", "must be more than nothing"))
    return length


def _addresses(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    from egovspec.collect.visits.settings import address
    from egovspec.collect.website.wire.target import target

    found = []
    for value in values:
        url = address(value)
        if url is None or "@" in urlsplit(value).netloc or target(url) is None:
            raise click.BadParameter(
                say(
                    f"{value} 不是 http 或 https 网址，或其中含有用户名",
                    f"{value} is no http or https address, or names a user",
                )
            )
        found.append(url)
    return tuple(dict.fromkeys(found))


def _host_and_port(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    found = re.fullmatch(r"(?:\[[0-9a-fA-F:.]+\]|[^\s:/\[\]]+):(\d{1,5})", value or "", re.ASCII)
    if value is not None and not (found and 0 < int(found[1]) < 65536):
        raise click.BadParameter(say("应为 主机:端口", "must be host:port"))
    return value


@click.command(
    "visit",
    help=say(
        "每隔一段时间访问各网址一次，逐次记入日志，供检查站点是否可用。重新启动时按日志接续；Ctrl-C 结束。",
        "Visit each URL once every so often and keep a log, from which availability is judged. Started again, it goes on "
        "where the log ends; Ctrl-C ends it.",
    ),
)
@click.argument("urls", nargs=-1, required=True, metavar="URL...", callback=_addresses)
@click.option(
    "--every",
    "interval",
    default="1h",
    show_default=True,
    metavar="LENGTH",
    callback=_length,
    help=say("间隔，如 1h、30min、PT1H；至少 1 分钟。", "Interval, such as 1h, 30min, PT1H; at least a minute."),
)
@click.option(
    "--log",
    "path",
    default="visits.jsonl",
    show_default=True,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help=say("日志，只追加。", "The log; it is only ever added to."),
)
@click.option(
    "--times",
    type=click.IntRange(1),
    metavar="N",
    help=say("每个网址访问 N 次后结束。", "End after N visits to each URL."),
)
@click.option(
    "--for",
    "length",
    metavar="LENGTH",
    callback=_length,
    help=say("此后不再访问，如 8d。", "End after this time, such as 8d."),
)
@click.option(
    "--timeout",
    default="15s",
    show_default=True,
    metavar="LENGTH",
    callback=_length,
    help=say("一次访问的时限。", "Time one visit may take in all."),
)
@click.option(
    "--connect-to",
    metavar="HOST:PORT",
    callback=_host_and_port,
    help=say("实际连接此处。", "Connect here in place of the URL's host."),
)
@click.option("--private-addresses", is_flag=True, help=say("允许访问内网地址。", "Private addresses may be met."))
@click.option("-v", "--verbose", is_flag=True, help=say("逐次显示，并说明详情。", "Show every visit, with details."))
@click.option("-q", "--quiet", is_flag=True, help=say("除错误外不显示。", "Show nothing but errors."))
@language_option
def command(
    urls: tuple[str, ...],
    interval: timedelta,
    path: Path,
    times: int | None,
    length: timedelta | None,
    timeout: timedelta,
    connect_to: str | None,
    private_addresses: bool,
    verbose: bool,
    quiet: bool,
) -> int:
    from egovspec.collect.visits.log import Log, Unusable
    from egovspec.collect.visits.schedule import visits
    from egovspec.collect.visits.visiting import Visitor

    _fitting(urls, interval, timeout, connect_to)
    made: list[bool | None] = []
    over = False
    try:
        with _ended_by_sigterm(), Log(path) as log:
            _check_clock(log, urls, interval)
            if not quiet:
                _tell_log(log, urls, shown=verbose or sys.stderr.isatty())
            visitor = Visitor(
                timeout=timeout.total_seconds(), private_addresses=private_addresses, connect_to=connect_to, now=_now
            )
            until = None if length is None else _now() + length
            try:
                for visit in visits(
                    urls, interval, log.last, visitor.visit, now=_now, sleep=time.sleep, times=times, until=until
                ):
                    try:
                        log.append(visit)
                    except KeyboardInterrupt:
                        made.append(visit.ok)  # it came while the disk was waited for: the line is written
                        raise
                    made.append(visit.ok)
                    if verbose or (sys.stderr.isatty() and not quiet):
                        tell(_told(visit, several=len(urls) > 1, verbose=verbose))
                over = True
            except KeyboardInterrupt:
                pass  # the way to end it: what was visited is in the log
    except Unusable as problem:
        raise click.UsageError(say(problem.zh, str(problem))) from None
    finally:
        if made and not quiet:
            tell(_summary(made, path))
    return Exit.CONFORMS if over or (times is None and length is None) else Exit.INTERRUPTED


def _now() -> datetime:
    return datetime.now(UTC)


def _fitting(urls: tuple[str, ...], interval: timedelta, timeout: timedelta, connect_to: str | None) -> None:
    """Refuse intervals that burden a server, and time limits that do not fit into the interval."""
    hosts = {urlsplit(url).hostname or "" for url in urls}
    if connect_to is not None:
        hosts = {connect_to.rpartition(":")[0].strip("[]")}
    if interval < LEAST and not all(map(_is_private, hosts)):
        raise click.BadParameter(
            say("公开网站至少间隔 1 分钟", "public sites are visited once a minute at most"), param_hint="--every"
        )
    if interval > MOST:
        raise click.BadParameter(say("至多间隔 7 天", "seven days at most"), param_hint="--every")
    if timeout > min(interval, LONGEST_TIMEOUT):
        raise click.BadParameter(
            say("不得长于间隔，也不得长于 5 分钟", "not longer than the interval, nor than five minutes"),
            param_hint="--timeout",
        )


def _is_private(host: str) -> bool:
    from egovspec.collect.website.wire.address import literal, special

    address = literal(host)
    return host == "localhost" or (address is not None and special(address) is not None)


@contextmanager
def _ended_by_sigterm() -> Iterator[None]:
    """Let a service manager's SIGTERM end the visits as Ctrl-C does, with the log whole and a summary."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _check_clock(log: Log, urls: tuple[str, ...], interval: timedelta) -> None:
    for url in urls:
        last = log.last.get(url)
        if last is not None and last.at > _now() + interval:
            at = f"{last.at.astimezone():%Y-%m-%d %H:%M}"
            raise click.UsageError(
                say(
                    f"{log.path} 中的最后一次访问在 {at}，晚于本机时钟；请校准时钟，或另用一个日志",
                    f"the last visit in {log.path} is at {at}, later than this machine's clock; set the clock right, "
                    "or use another log",
                )
            )


def _tell_log(log: Log, urls: tuple[str, ...], *, shown: bool) -> None:
    if log.damaged:
        tell(
            say(
                f"{log.path}:{log.damaged[0]}: 有 {len(log.damaged)} 行不是完整的访问记录，保持原样，不影响其余各行",
                f"{log.path}:{log.damaged[0]}: lines that are no whole visits: {len(log.damaged)}; they stay as they "
                "are and the others count",
            )
        )
    if shown and log.visits:
        known = sum(url in log.last for url in urls)
        tell(
            say(
                f"接续 {log.path}：已有 {log.visits} 次访问；本次各网址中已访问过的 {known} 个",
                f"going on with {log.path}: visits so far {log.visits}; of these addresses visited before: {known}",
            )
        )


def _told(visit: Visit, *, several: bool, verbose: bool) -> str:
    """One visit on one line: 09:00:05 ✓ 0.41 s"""
    from egovspec.collect.visits.reasons import SAID
    from egovspec.render.visible import visible

    mark = {True: "✓", False: "✗", None: "?"}[visit.ok]
    word = {
        True: say("打开", "open"),
        False: say("未打开", "not open"),
        None: say("未能确定", "undetermined"),
    }[visit.ok]
    parts = [f"{visit.at.astimezone():%H:%M:%S}", mark, word]
    if visit.seconds is not None:
        parts.append(say(f"{visit.seconds:.2f} 秒", f"{visit.seconds:.2f} s"))
    if visit.reason in SAID:
        parts.append(SAID[visit.reason].in_(spoken()))
    if verbose and visit.detail:
        parts.append(f"({visit.detail})")
    elif visit.status is not None and visit.ok is not True:
        parts.append(f"(HTTP {visit.status})")
    if several:
        parts.append(visit.url)
    return visible(" ".join(parts))


def _summary(made: list[bool | None], path: Path) -> str:
    opened, failed, unknown = (made.count(ok) for ok in (True, False, None))
    judged = opened + failed
    share = f"{failed / judged:.1%}" if judged else "–"
    return say(
        f"访问 {len(made)} 次：打开 {opened}，未打开 {failed}（占 {share}），未能确定 {unknown}；见 {path}",
        f"visits: {len(made)}; open {opened}, not open {failed} ({share}), undetermined {unknown}; see {path}",
    )


__all__ = ["command"]
