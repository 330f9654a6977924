"""The score with its deductions: the range, the vetoes, what was lost by which provision, what is still unknown."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from egovspec.model.base import Text
from egovspec.model.outcome import Outcome
from egovspec.model.report import ProvisionResult, Report
from egovspec.model.score import BlockScore, Certainty, ItemScore, Range, Result, Score, VetoState
from egovspec.render import digest, words
from egovspec.render.html.markup import Child, Html, between, both, markup, tag, told
from egovspec.render.html.overview import number_card
from egovspec.render.html.pieces import (
    badge,
    fold,
    heads,
    meaning,
    points,
    provision_link,
    section,
    span_of,
    wide,
)
from egovspec.render.html.tasks import Stake

TITLE = Text(zh="评分", en="Score")
RESULTS = {
    Result.PASSES: Text(zh="合格", en="passes"),
    Result.FAILS: Text(zh="不合格", en="fails"),
    Result.UNSETTLED: Text(zh="尚未确定", en="not settled"),
}
_KINDS = {Result.PASSES: "pass", Result.FAILS: "fail", Result.UNSETTLED: "open"}
_SIGNS = {Result.PASSES: "✓", Result.FAILS: "✕", Result.UNSETTLED: "?"}
_VETOES = {
    Certainty.COUNTED: (Text(zh="已触发", en="set off"), "fail", "✕"),
    Certainty.UNKNOWN: (Text(zh="未能确定", en="not known"), "open", "?"),
    Certainty.CLEAR: (Text(zh="未触发", en="clear"), "pass", "✓"),
    Certainty.EXEMPT: (Text(zh="不查", en="exempt"), "plain", "–"),
}
_INDICATOR = Text(zh="指标", en="Indicator")
_MOST = Text(zh="满分", en="Most")


def stakes(score: Score, report: Report) -> dict[str, Stake]:
    """By provision: points it costs and vetoes it has set off."""
    failing = {provision.id for provision in report.provisions if provision.tally.fails}
    low: dict[str, Decimal] = {}
    high: dict[str, Decimal] = {}
    vetoes: dict[str, list[str]] = {}
    for block in score.blocks:
        for item in block.items:
            for line in item.lines:
                low[line.provision] = low.get(line.provision, Decimal()) + line.low
                high[line.provision] = high.get(line.provision, Decimal()) + line.high
    for veto in score.fired:
        for provision in veto.provisions:
            if provision in failing:
                vetoes.setdefault(provision, []).append(veto.id)
    return {
        provision: Stake(float(low.get(provision, 0)), float(high.get(provision, 0)), tuple(vetoes.get(provision, ())))
        for provision in {**low, **vetoes}
    }


def by_provision(score: Score) -> dict[str, Html]:
    """What each provision does to the score, with the indicators it does it through."""
    said: dict[str, list[Html]] = {}
    for veto in score.vetoes:
        word, kind, mark = _VETOES[veto.state]
        for provision in veto.provisions:
            title = Text(zh=f"单项否决 {veto.id} {veto.title.zh}", en=f"veto {veto.id} {veto.title.en}")
            said.setdefault(provision, []).append(tag("li", both(title), " ", badge(word, kind, mark)))
    for blocks, verb in ((score.blocks, _LOST), (score.rewards, _EARNED)):
        for block in blocks:
            for item in block.items:
                for line in item.lines:
                    title = Text(zh=f"{item.id} {item.title.zh}", en=f"{item.id} {item.title.en}")
                    piece = tag("li", both(title), between("：", ": "), both(amount(line, verb)))
                    said.setdefault(line.provision, []).append(piece)
    return {provision: tag("ul", pieces, class_="indicators") for provision, pieces in said.items()}


_LOST = Text(zh="扣", en="loses")
_EARNED = Text(zh="得", en="earns")


def amount(found: Range, verb: Text) -> Text:
    """What is lost or earned, in words: 扣 2 分, loses 2 to 5 points."""
    if not found.high:
        return Text(zh=f"不{verb.zh}分", en=f"{verb.en} nothing")
    if found.known:
        return Text(zh=f"{verb.zh} {points(found.low)} 分", en=f"{verb.en} {_points(found.low)}")
    return Text(
        zh=f"{verb.zh} {points(found.low)} 至 {points(found.high)} 分",
        en=f"{verb.en} {points(found.low)} to {_points(found.high)}",
    )


def _points(number: Decimal) -> str:
    return f"{points(number)} {'point' if number == 1 else 'points'}"


def card(score: Score) -> Html:
    """The score as the fourth number of the first screen."""
    said = f"{span_of(score.low, score.high)}"
    result = RESULTS[score.result]
    vetoes = len(score.fired)
    because = (
        Text(
            zh=f"：单项否决 {vetoes} 项" if vetoes else "",
            en=f": {words.counted(vetoes, 'veto', 'vetoes')}" if vetoes else "",
        )
        if vetoes
        else None
    )
    why = Text(
        zh=f"{result.zh}{because.zh if because else ''}（满分 {points(score.start)}，{points(score.fails_below)} 分合格）",
        en=f"{result.en}{because.en if because else ''} (of {points(score.start)}; passes from {points(score.fails_below)})",
    )
    return number_card(TITLE, said, why, f"score {_KINDS[score.result]}")


def section_of(score: Score, report: Report) -> Html:
    known = {provision.id: provision for provision in report.provisions}
    return section(
        "score",
        TITLE,
        tag("p", both(_sentence(score)), class_=f"verdict {_VERDICT[score.result]}"),
        _bar(score),
        _facts(score),
        _vetoes(score, known),
        _blocks(Text(zh="扣分", en="Deductions"), score.blocks, _LOST, known),
        _blocks(Text(zh="加分", en="Bonus"), score.rewards, _EARNED, known),
        _unknown(score, known),
        class_="score",
    )


_VERDICT = {Result.PASSES: "conforms", Result.FAILS: "fails", Result.UNSETTLED: "unsettled"}


def _sentence(score: Score) -> Text:
    fired = score.fired
    if fired:
        names = "、".join(f"{veto.id} {veto.title.zh}" for veto in fired)
        named = ", ".join(f"{veto.id} {veto.title.en}" for veto in fired)
        return Text(
            zh=f"不合格：触发单项否决（{names}），不再评分。以下得分供整改参考。",
            en=f"Fails: set off a veto ({named}), and nothing else is scored. The points below help to mend.",
        )
    if score.settled:
        return Text(
            zh=f"{RESULTS[score.result].zh}：{points(score.low)} 分。",
            en=f"{points(score.low)} points: {RESULTS[score.result].en}.",
        )
    between = Text(
        zh=f"{points(score.low)} 至 {points(score.high)} 分之间",
        en=f"between {points(score.low)} and {points(score.high)} points",
    )
    if score.result is Result.UNSETTLED:
        return Text(
            zh=f"尚未确定：得分在 {between.zh}，取决于下列尚未确定的事项。",
            en=f"Not settled: {between.en}, as what is listed below turns out.",
        )
    return Text(
        zh=f"{RESULTS[score.result].zh}：无论未定事项如何，得分在 {between.zh}。",
        en=f"{RESULTS[score.result].en.capitalize()}: {between.en}, however what is open turns out.",
    )


def _bar(score: Score) -> Html:
    """The range on a line from nothing to the full score; the words around it say the same."""
    end = max(score.start, score.high)
    low, high = (float(value / end * 1000) if end else 0.0 for value in (score.low, score.high))
    limit = float(score.fails_below / end * 1000) if end else 0.0
    return tag(
        "svg",
        tag("rect", x=0, y=4, width=1000, height=12, class_="track"),
        tag("rect", x=0, y=4, width=f"{low:.1f}", height=12, class_="sure"),
        tag("rect", x=f"{low:.1f}", y=4, width=f"{max(high - low, 0):.1f}", height=12, class_="maybe"),
        tag("rect", x=f"{max(limit - 1, 0):.1f}", y=0, width=3, height=20, class_="due"),
        class_=f"range {_KINDS[score.result]}",
        viewBox="0 0 1000 20",
        preserveAspectRatio="none",
        aria_hidden="true",
    )


def _facts(score: Score) -> Html:
    pieces: list[Text] = [
        Text(zh=f"起评 {points(score.start)} 分", en=f"starts from {points(score.start)}"),
        amount(score.deducted, _LOST),
        Text(
            zh=f"低于 {points(score.fails_below)} 分不合格（竖线）",
            en=f"fails below {points(score.fails_below)} (the line)",
        ),
    ]
    if score.bonus_above is not None:
        above = points(score.bonus_above)
        if score.bonus.known:
            zh, en = points(score.bonus.low), points(score.bonus.low)
        else:
            zh = f"{points(score.bonus.low)} 至 {points(score.bonus.high)}"
            en = f"{points(score.bonus.low)} to {points(score.bonus.high)}"
        pieces.append(Text(zh=f"可加 {zh} 分，高于 {above} 分时计入", en=f"bonus {en}, counted above {above}"))
    return tag("ul", (tag("li", both(piece)) for piece in pieces), class_="axis")


def _vetoes(score: Score, known: dict[str, ProvisionResult]) -> Html | None:
    if not score.vetoes:
        return None
    order = (Certainty.COUNTED, Certainty.UNKNOWN, Certainty.CLEAR, Certainty.EXEMPT)
    title = Text(zh="单项否决", en="Vetoes")
    table = tag(
        "table",
        heads(_INDICATOR, Text(zh="状态", en="State"), words.PROVISIONS),
        tag("tbody", (_veto(veto, known) for veto in sorted(score.vetoes, key=lambda v: order.index(v.state)))),
        class_="vetoes",
    )
    return markup([tag("h3", both(title)), wide(table, title)])


def _veto(veto: VetoState, known: dict[str, ProvisionResult]) -> Html:
    word, kind, mark = _VETOES[veto.state]
    return tag(
        "tr",
        tag("th", tag("span", veto.id, class_="indicator"), both(veto.title), scope="row"),
        tag("td", badge(word, kind, mark)),
        tag("td", _linked(veto.provisions, known)),
    )


def _linked(ids: list[str], known: dict[str, ProvisionResult]) -> Html:
    """Provisions; those that did not take part cannot be led to."""
    pieces: list[Child] = []
    for number, id in enumerate(ids):
        pieces += [" " if number else None, provision_link(id) if id in known else told(id)]
    return markup(pieces)


def _blocks(title: Text, blocks: list[BlockScore], verb: Text, known: dict[str, ProvisionResult]) -> Html | None:
    if not blocks:
        return None
    return markup([tag("h3", both(title)), *(_block(block, verb, known) for block in blocks)])


def _block(block: BlockScore, verb: Text, known: dict[str, ProvisionResult]) -> Html:
    name = Text(
        zh=f"{block.id} {block.title.zh}（{points(block.most)} 分）：{amount(block, verb).zh}",
        en=f"{block.id} {block.title.en} ({_points(block.most)}): {amount(block, verb).en}",
    )
    if block.exempt:
        zh = f"{block.id} {block.title.zh}（{points(block.most)} 分）：不计分。{block.exempt.zh}"
        en = f"{block.id} {block.title.en} ({_points(block.most)}): not scored. {block.exempt.en}"
        return tag("p", both(Text(zh=zh, en=en)), class_="exempt")
    table = tag(
        "table",
        heads(_INDICATOR, _MOST, Text(zh=f"{verb.zh}分", en=verb.en), Text(zh="因何条款", en="By which provision")),
        tag("tbody", (_item(item, verb, known) for item in block.items)),
        class_="items",
    )
    opened = bool(block.high) and verb is _LOST
    return tag("details", tag("summary", both(name)), wide(table, block.title), class_="more block", open=opened)


def _item(item: ItemScore, verb: Text, known: dict[str, ProvisionResult]) -> Html:
    kind = "zero" if not item.high else "fail" if verb is _LOST and item.low else "open" if verb is _LOST else ""
    return tag(
        "tr",
        tag("th", tag("span", item.id, class_="indicator"), both(item.title), scope="row"),
        tag("td", points(item.most), class_="digits"),
        tag("td", span_of(item.low, item.high), class_=f"digits {kind}".strip()),
        tag("td", tag("ul", _lines(item, verb, known), class_="lines")),
    )


def _lines(item: ItemScore, verb: Text, known: dict[str, ProvisionResult]) -> Iterator[Html]:
    for line in item.lines:
        found = known.get(line.provision)
        exempt = line.state is Certainty.EXEMPT or (found is not None and found.outcome is Outcome.NOT_APPLICABLE)
        said = _VETOES[Certainty.EXEMPT][0] if exempt and not line.high else amount(line, verb)
        yield tag(
            "li",
            _linked([line.provision], known),
            " ",
            both(found.title) if found else None,
            tag("span", both(said), class_="said unsettled" if line.state is Certainty.UNKNOWN else "said"),
        )


def _unknown(score: Score, known: dict[str, ProvisionResult]) -> Html | None:
    """What the range comes from, and who can settle it: the largest first."""
    open_ones: dict[str, list[tuple[str, Range]]] = {}
    for block in (*score.blocks, *score.rewards):
        for item in block.items:
            for line in item.lines:
                if line.state is Certainty.UNKNOWN:
                    open_ones.setdefault(line.provision, []).append((item.id, line))
    vetoes: dict[str, list[str]] = {}
    for veto in score.vetoes:
        if veto.state is Certainty.UNKNOWN:
            for provision in veto.provisions:
                if provision not in known or known[provision].tally.unknown:
                    vetoes.setdefault(provision, []).append(veto.id)
    ids = list(dict.fromkeys((*vetoes, *open_ones)))
    if not ids:
        return None

    def weight(id: str) -> tuple[bool, Decimal]:
        return (id not in vetoes, -sum((line.high - line.low for _, line in open_ones.get(id, [])), Decimal()))

    title = Text(zh=f"尚未确定的事项（{len(ids)}）", en=f"Not yet known ({len(ids)})")
    table = tag(
        "table",
        heads(
            words.PROVISIONS, Text(zh="关系到", en="At stake"), Text(zh="由谁、由什么确定", en="Who or what settles it")
        ),
        tag("tbody", (_open(id, vetoes, open_ones, known) for id in sorted(ids, key=weight))),
    )
    return fold(title, wide(table, Text(zh="尚未确定的事项", en="Not yet known")), class_="more unknown")


def _open(
    id: str,
    vetoes: dict[str, list[str]],
    open_ones: dict[str, list[tuple[str, Range]]],
    known: dict[str, ProvisionResult],
) -> Html:
    found = known.get(id)
    at_stake: list[Child] = [both(Text(zh=f"单项否决 {veto}", en=f"veto {veto}")) for veto in vetoes.get(id, [])]
    for indicator, line in open_ones.get(id, []):
        at_stake.append(told(f"{indicator}: {span_of(line.low, line.high)}"))
    return tag(
        "tr",
        tag("th", _linked([id], known), " ", both(found.title) if found else None, scope="row"),
        tag("td", tag("ul", (tag("li", one) for one in at_stake))),
        tag("td", _settles(found)),
    )


def _settles(found: ProvisionResult | None) -> Html:
    if found is None:
        return both(Text(zh="本次没有判定此条", en="this provision did not take part"))
    tally = found.tally
    if tally.unanswered:
        return both(Text(zh="由有权确认的人核验后答复", en="a person entitled to it has to answer"))
    if tally.answers:
        return both(Text(zh="答复没有写明有几处（faults）", en="the answer does not say how many faults there are"))
    if tally.unknown:
        reason = digest.reason_of(found)
        why = Text(zh="补充证据", en="evidence that is missing")
        return markup([both(why), between("：", ": "), meaning(reason)]) if reason else both(why)
    return both(
        Text(zh="原表抽查，取决于抽到哪几个对象", en="the table samples: it depends on which subjects are drawn")
    )
