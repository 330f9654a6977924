"""Why something is open, as a word and as a sentence people understand."""

from __future__ import annotations

from egovspec.model.base import Text

REASONS: dict[str, Text] = {
    "undetermined": Text(zh="事实不足以判定", en="the facts do not decide it"),
    "no-rows": Text(zh="没有看到可供判定的对象", en="nothing to judge was seen"),
    "no-evidence": Text(zh="没有提供可采集此类事实的证据", en="no evidence was given that brings such facts"),
    "not-covered": Text(zh="所需事实未采集完整", en="the facts it needs were not collected in full"),
    "medium": Text(zh="该证据形态不含此类事实", en="this form of evidence does not carry such facts"),
    "http-status": Text(zh="服务器返回错误状态", en="the server answered with an error status"),
    "timeout": Text(zh="超时", en="it timed out"),
    "unreachable": Text(zh="无法连接", en="it could not be reached"),
    "refused-address": Text(zh="地址不被允许访问", en="its address may not be met"),
    "robots": Text(zh="robots.txt 不允许采集", en="robots.txt forbids it"),
    "limit": Text(zh="达到采集上限", en="a limit of the collection was reached"),
    "too-large": Text(zh="网页过大", en="a page was too large"),
    "not-html": Text(zh="不是网页", en="it is no HTML page"),
    "unparsed": Text(zh="无法解析", en="it could not be parsed"),
    "redirect-loop": Text(zh="跳转过多或成环", en="too many redirects, or a ring of them"),
    "left-site": Text(zh="跳转离开了本站", en="a redirect left the site"),
    "not-saved": Text(zh="有链接的网页没有保存", en="linked pages were not saved"),
    "outside-folder": Text(zh="文件在文件夹之外", en="a file lies outside the folder"),
    "missing-folder": Text(zh="文件夹不存在", en="there is no such folder"),
    "empty-folder": Text(zh="文件夹中没有网页", en="the folder holds no page"),
    "script-only": Text(zh="网页内容由脚本生成，未能看到", en="the page is drawn by script and was not seen"),
    "challenge": Text(
        zh="服务器要求浏览器验证；可改用浏览器模式（browser）、请网站放行本工具，或提供自行采集的 WARC",
        en="the server answers with a challenge for browsers: use browser mode (browser), have this tool let through, or "
        "hand in a WARC of your own",
    ),
    "server-failing": Text(zh="服务器持续出错，已停止访问", en="the server kept failing and was left alone"),
    "interrupted": Text(zh="采集被中断", en="the collection was interrupted"),
    "trap": Text(zh="疑似无尽地址，未再跟进", en="addresses that look endless were not followed further"),
    "list-depth": Text(zh="列表的后续分页未采集", en="later pages of lists were not followed"),
    "soft-404": Text(zh="网站对不存在的地址也应答正常", en="the site answers what does not exist like what does"),
    "not-recorded": Text(zh="WARC 中没有记录", en="the WARC does not hold it"),
    "not-finished": Text(zh="所记录的采集没有完成", en="the recorded crawl did not come to its end"),
    "damaged": Text(zh="WARC 文件在记录中途结束", en="the WARC ends within a record"),
    "missing-warc": Text(zh="WARC 文件不存在", en="there is no such WARC"),
    "empty-warc": Text(zh="WARC 中没有记录", en="the WARC holds no record"),
    "no-warc": Text(zh="不是 WARC 文件", en="this is no WARC"),
    "no-pages-recorded": Text(zh="WARC 中没有网页", en="the WARC holds no page"),
    "links-not-tried": Text(zh="按设置未检查这些链接", en="the settings say not to try these links"),
    "no-browser": Text(
        zh="没有用浏览器查看；在部署文件中写明 browser，或用 --browser",
        en="it was not looked at with a browser; say `browser` in the deployment, or --browser",
    ),
    "sampled": Text(zh="只抽查了部分网页", en="only a sample of the pages was examined"),
    "not-drawn": Text(zh="浏览器未能打开", en="the browser could not open it"),
    "missing-log": Text(zh="没有这个访问日志", en="there is no such log of visits"),
    "unreadable-log": Text(zh="访问日志无法读取", en="the log of visits cannot be read"),
    "empty-log": Text(zh="访问日志是空的", en="the log of visits is empty"),
    "other-format": Text(zh="访问日志的格式版本不同", en="the log is of another format"),
    "not-visited": Text(zh="日志中没有对该网址的访问", en="the log holds no visit to this address"),
    "damaged-lines": Text(zh="日志中有损坏的行", en="lines of the log are damaged"),
    "future-lines": Text(zh="日志中有晚于检查时刻的行", en="lines of the log are later than the run"),
    "deadline": Text(zh="检查超时，已被中止", en="the check passed its deadline and was stopped"),
    "sql-error": Text(zh="检查的 SQL 出错", en="the SQL of the check went wrong"),
    "refused": Text(zh="检查的 SQL 不被允许", en="the SQL of the check is not allowed"),
    "crashed": Text(zh="检查所在的子进程意外结束", en="the child process of the check ended unexpectedly"),
    "large-answer": Text(zh="检查返回的内容过大，已被中止", en="the check returned too much and was stopped"),
    "no-sandbox": Text(
        zh="本机不能限制子进程，外来检查无法运行",
        en="this system cannot limit a child process, so foreign checks cannot run",
    ),
    "out-of-memory": Text(zh="检查超出内存上限，已被中止", en="the check passed its memory limit and was stopped"),
}


def said(reason: str) -> Text:
    """The sentence for a reason; an unknown one speaks for itself."""
    known = REASONS.get(reason)
    if known is not None:
        return known
    own = " ".join(reason.split())
    return Text(zh=own, en=own) if own else REASONS["not-covered"]
