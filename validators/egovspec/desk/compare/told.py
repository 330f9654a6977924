"""What a comparison comes to in words: the groups it is told in, and the least next version with its reason.

Shared by the renderings, so that a terminal and a release note say the same.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from egovspec.desk.compare.comparison import ChangeTold, Compared, Comparison, EffectName
from egovspec.model.base import Text

HEADINGS: dict[EffectName, Text] = {
    EffectName.TIGHTENS: Text(zh="原来符合的可能不再符合", en="What passed may now fail"),
    EffectName.WIDENS: Text(zh="放宽、增加，或只涉及宜、可", en="Loosened or added, or asked by no shall"),
    EffectName.WORDING: Text(zh="文字，不影响判定", en="Wording; no verdict changes"),
}
_STEPS = {
    EffectName.TIGHTENS: Text(zh="主版本", en="a new major version"),
    EffectName.WIDENS: Text(zh="次版本", en="a new minor version"),
    EffectName.WORDING: Text(zh="修订号", en="a new patch"),
}
CONTEXT = 1
LANGUAGES = 2


def grouped(document: Compared) -> Iterator[tuple[EffectName, list[ChangeTold]]]:
    """The changes of a document by what they may do, the gravest first; groups without any are left out."""
    for effect in EffectName:
        changes = [change for change in document.changes if change.effect is effect]
        if changes:
            yield effect, changes


def sign(change: ChangeTold) -> str:
    """`+` for what came, `-` for what went, `~` for what is otherwise."""
    verb = change.kind.rpartition("-")[2]
    return "+" if verb == "added" else "-" if verb == "removed" else "~"


def summary(document: Compared) -> Text | None:
    """The least next version of a document and why; None when it came or went."""
    effect = document.effect
    if document.least is None or effect is None:
        return None
    first = next(change for change in document.changes if change.effect is effect).said
    more = sum(change.effect is effect for change in document.changes) - 1
    step = _STEPS[effect]
    zh = f"版本号至少为 {document.least}（{step.zh}）：{first.zh}{f'，等 {more + 1} 处' if more else ''}"
    en = f"next version at least {document.least} ({step.en}): {first.en}{f', and {more} more' if more else ''}"
    if document.new is not None and _numbers(document.new) < _numbers(document.least):
        zh, en = f"{zh}；现写为 {document.new}，不够", f"{en}; {document.new}, as written, is too low"
    return Text(zh=zh, en=en)


def tightened_only(document: Compared) -> Text | None:
    """A word on a document that was tightened and nothing else."""
    if not document.tighter_only:
        return None
    return Text(zh="只收紧，没有放宽：原来不符合的仍不符合", en="tightened only: what failed before fails still")


def totals(comparison: Comparison) -> Text:
    """How many documents differ, by the gravest thing that happened to each."""
    if not comparison.documents:
        return Text(zh="没有差异", en="no differences")
    counts = [(effect, sum(one.effect is effect for one in comparison.documents)) for effect in EffectName]
    zh = "，".join(f"{HEADINGS[effect].zh} {number}" for effect, number in counts if number)
    en = "; ".join(f"{HEADINGS[effect].en.lower()}: {number}" for effect, number in counts if number)
    number = len(comparison.documents)
    documents = "1 document differs" if number == 1 else f"{number} documents differ"
    return Text(zh=f"{number} 份文件有差异：{zh}", en=f"{documents}: {en}")


def before_and_after(change: ChangeTold) -> list[str]:
    """What stood and what stands, where the sentence does not hold both: lines that begin with `-` and `+`, and for long
    texts those around them."""
    before, after = change.before, change.after
    if before is None or after is None or (before in change.said.en and after in change.said.en):
        return []
    if before in change.said.zh and after in change.said.zh:
        return []
    old, new = before.splitlines(), after.splitlines()
    if len(old) == len(new) <= LANGUAGES:
        pairs = [(was, became) for was, became in zip(old, new, strict=True) if was != became]
        return [line for was, became in pairs for line in (f"- {was}", f"+ {became}")]
    lines = difflib.unified_diff(old, new, lineterm="", n=CONTEXT)
    told = [line for line in lines if not line.startswith(("---", "+++"))]
    return [line if line.startswith("@@") else f"{line[0]} {line[1:]}" for line in told]


def versions(document: Compared) -> str:
    """`1.0.0 → 1.0.1`; of a document that came or went the one version there is."""
    return " → ".join(version for version in (document.old, document.new) if version is not None)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))
