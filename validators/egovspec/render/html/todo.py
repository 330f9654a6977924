"""What to do first: the tasks that mend most, for whoever has to hand them out."""

from __future__ import annotations

from egovspec.model.base import Text
from egovspec.model.outcome import Outcome
from egovspec.model.report import ProvisionResult, Report
from egovspec.model.standard import Level
from egovspec.render import digest, words
from egovspec.render.html.markup import Child, Html, between, both, linked, markup, tag, told
from egovspec.render.html.pieces import badge, fold, level_word, meaning, points, provision_link, section
from egovspec.render.html.tasks import Hand, Part, Stake, Task, tasks

FIRST = 5
# The first screen is for five tasks: of each, the first lines.
LINES = 2
NAMED = 12
TITLE = Text(zh="先做什么", en="What to do first")
_HANDS = {
    Hand.MARKUP: Text(zh="网站建设运维单位", en="site maintenance"),
    Hand.CONTENT: Text(zh="栏目内容责任单位", en="column editors"),
    Hand.OFFICE: Text(zh="网站主办单位", en="the office in charge"),
}


def todo(report: Report, stakes: dict[str, Stake]) -> Html:
    """The first five tasks, and below them, folded, all the others."""
    items = [_task(task, bool(stakes)) for task in tasks(report, stakes)]
    items += _undecided(report)
    if not items:
        none = Text(zh="没有须整改、核验或补充证据的事项。", en="Nothing has to be mended, confirmed or shown.")
        return section("todo", TITLE, tag("p", both(none)))
    items = [tag("li", tag("span", str(n), class_="nth", aria_hidden="true"), item) for n, item in enumerate(items, 1)]
    first, rest = items[:FIRST], items[FIRST:]
    more = None
    if rest:
        title = Text(zh=f"其余 {len(rest)} 件", en=words.counted(len(rest), "more thing") + " to do")
        more = fold(title, tag("ol", rest, class_="tasks", start=FIRST + 1))
    return section("todo", TITLE, tag("ol", first, class_="tasks"), more, count=len(items))


def _task(task: Task, scored: bool) -> Html:
    provisions = [part.provision for part in task.parts]
    what: Child
    if task.is_kind:
        kind = Text(
            zh=f"改一类网页（{task.pages:,} 页，多半出自同一模板）：",
            en=f"Change one kind of page ({task.pages:,} pages, probably from one template):",
        )
        what = [both(kind), " ", tag("code", told(task.shape))]
    elif task.shape:
        what = [both(Text(zh="改一个网页：", en="Change one page:")), " ", linked(task.address)]
    else:
        what = both(provisions[0].fix)
    marks = [
        badge(Text(zh="单项否决", en="veto"), "fail", "✕") if task.stake.vetoes else None,
        badge(level_word(Level.SHALL), "fail") if task.required else badge(level_word(provisions[0].level), "plain"),
        _gain(task) if scored else None,
    ]
    mends = Text(zh=f"消除 {task.number:,} 处", en=f"mends {words.counted(task.number, 'finding')}")
    return _item(what, marks, tag("ul", _changes(task), class_="how"), mends, task.hand)


def _item(what: Child, marks: Child, how: Html | None, mends: Text, hand: Hand) -> Html:
    usually = [both(Text(zh="通常由", en="usually")), " ", both(_HANDS[hand])]
    return markup(
        [
            tag("p", what, class_="do"),
            tag("p", marks, class_="badges"),
            how,
            tag("p", tag("span", both(mends)), " ", tag("span", usually), class_="aside"),
        ]
    )


def _changes(task: Task) -> list[Html]:
    """What is wrong, a line for each provision: its title and the first thing found."""
    lines = [
        tag("li", provision_link(part.provision.id), " ", both(part.provision.title), _found(part, len(task.parts)))
        for part in task.parts[:LINES]
    ]
    if rest := [part.provision for part in task.parts[LINES:]]:
        lines.append(tag("li", between("另有 ", "and "), _named(rest)))
    return lines


def _found(part: Part, parts: int) -> Html | None:
    if not part.findings:
        return None
    pieces: list[Child] = [between("：", ": "), both(part.findings[0].message)]
    if part.number > 1 and parts > 1:
        pieces.append(tag("span", both(_times(part.number)), class_="many"))
    return tag("span", pieces, class_="said")


def _times(number: int) -> Text:
    return Text(zh=f"{number:,} 处", en=f"{number:,} places")


def _gain(task: Task) -> Html | None:
    if not task.stake.high:
        return None
    low, high = task.stake.low, task.stake.high
    if points(low) == points(high):
        return badge(Text(zh=f"扣 {points(low)} 分", en=f"costs {points(low)} points"), "plain")
    return badge(
        Text(zh=f"扣 {points(low)} 至 {points(high)} 分", en=f"costs {points(low)} to {points(high)} points"), "plain"
    )


def _undecided(report: Report) -> list[Html]:
    """What people have to answer, and what has to be shown, before the rest can be judged."""
    mark = badge(Text(zh="未判定", en="not judged"), "open", "?")
    items = []
    if reviews := digest.having(report, Outcome.REVIEW):
        items.append(_item(both(_CONFIRM), mark, _list(reviews), _settles(reviews), Hand.OFFICE))
    for reason, provisions in digest.by_reason(digest.having(report, Outcome.OPEN)):
        lead = _LOOK if reason in _SEEN else _BRING
        what = [between(*lead), meaning(reason)] if reason else [both(_SHOW)]
        items.append(_item(what, mark, _list(provisions), _settles(provisions), Hand.MARKUP))
    return items


_CONFIRM = Text(
    zh="由有权确认的人查阅所列材料，并记入确认文件",
    en="Have those entitled to it read what is named, and write their answers into the attestations",
)
_BRING = ("补充证据：", "Bring evidence: ")
# The facts are there and leave it open: what helps is to look at the finding, not to collect more.
_LOOK = ("逐处核对：", "Look into each: ")
_SEEN = frozenset({"undetermined", "no-rows"})
_SHOW = Text(zh="补充证据", en="Bring the evidence that is missing")


def _list(provisions: list[ProvisionResult]) -> Html:
    return tag("p", _named(provisions), class_="how")


def _settles(provisions: list[ProvisionResult]) -> Text:
    return Text(zh=f"可判定 {len(provisions)} 条", en=f"settles {words.counted(len(provisions), 'provision')}")


def _named(provisions: list[ProvisionResult]) -> Html:
    pieces: list[Child] = []
    for number, provision in enumerate(provisions[:NAMED]):
        pieces += [" " if number else None, provision_link(provision.id)]
    if (more := len(provisions) - NAMED) > 0:
        pieces.append(between(f" 等 {len(provisions)} 条", f" and {more} more"))
    return markup(pieces)
