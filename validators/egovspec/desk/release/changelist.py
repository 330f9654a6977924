"""specs/CHANGES.md: what changed with each release, newest first, for those who are held to the standards.

Markdown for the host of a repository and for mkdocs alike. What authors wrote comes in as text: nothing in it is markup.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date

from egovspec.desk.compare.change import Effect
from egovspec.desk.release.numbering import Step
from egovspec.library.catalogue import KIND_NAMES, Entry
from egovspec.model.base import Language, Text
from egovspec.model.release import Withdrawal
from egovspec.render.visible import visible

CHANGES = "specs/CHANGES.md"
HEAD = """# 变更记录 / Changes

由 `egovspec release` 写入，最近的在前。Written by `egovspec release`, newest first.
"""
EFFECTS = {
    Effect.TIGHTENS: Text(zh="原来符合的可能不再符合", en="What passed may now fail"),
    Effect.WIDENS: Text(zh="判定内容有变，原来符合的仍然符合", en="What is judged changed; what passed still passes"),
    Effect.WORDING: Text(zh="文字、用例，不影响判定", en="Words and cases; no verdict changes"),
}
FIRST = Text(zh="首次发布。", en="First release.")
# Entities and not backslashes: they mean the same to every reader of Markdown, extensions of mkdocs included. What is
# markup only at the beginning of a line (a list, a heading, an admonition), or doubled, stays readable elsewhere.
_MARKUP = re.compile(r"[\\`*_{}\[\]<>&|~^$]|^\s*[-+#=!?:.]|(?<=^\d)[.)]|==|:(?=[\w+-]+:)")


def section(step: Step, released: date) -> str:
    """The section of one release, zh then en."""
    when = {
        "zh": f"{released} 发布，{'取代 ' + step.base.key.version + '，' if step.base else ''}自 {step.in_force} 起施行。",
        "en": f"Released {released}{', supersedes ' + step.base.key.version if step.base else ''}, in force from {step.in_force}.",
    }
    return _section(_heading(step.draft, step.version), step.draft, when, lambda language: _changes(step, language))


def withdrawn_section(entry: Entry, withdrawal: Withdrawal) -> str:
    """The section of a withdrawal."""
    because = {language: escaped(withdrawal.because.in_(language)) for language in Language}
    when = {
        "zh": f"自 {withdrawal.on} 起废止：{because[Language.ZH]}",
        "en": f"Withdrawn from {withdrawal.on}: {because[Language.EN]}",
    }
    heading = _heading(entry, entry.key.version).replace("\n", " 废止 / withdrawn\n")
    return _section(heading, entry, when, lambda _: [])


def with_sections(text: str | None, sections: Sequence[str]) -> str:
    """The change list with more sections before those it has; what it opens with stays."""
    whole = text if text is not None else HEAD
    found = re.search(r"^## ", whole, re.MULTILINE)
    at = found.start() if found else len(whole)
    before, after = whole[:at], whole[at:]
    gap = "" if before.endswith("\n\n") or not before else "\n" if before.endswith("\n") else "\n\n"
    return before + gap + "\n".join(sections) + ("\n" + after if after else "")


def escaped(text: str) -> str:
    """A text with nothing in it that Markdown or HTML obeys."""
    return _MARKUP.sub(lambda found: "".join(f"&#{ord(one)};" for one in found[0]), visible(text))


def _heading(entry: Entry, version: str) -> str:
    en, zh = KIND_NAMES[entry.key.kind]
    return f"## {zh} / {en} {escaped(entry.key.id)} {version}\n"


def _section(heading: str, entry: Entry, when: dict[str, str], changes: Callable[[Language], list[str]]) -> str:
    title: Text | None = getattr(entry.model, "title", None)
    parts = [heading]
    for language in Language:
        name = f"**{escaped(title.in_(language))}** " if title is not None else ""
        parts += [name + when[language.value] + "\n", *changes(language)]
    return "\n".join(parts)


def _changes(step: Step, language: Language) -> list[str]:
    if step.base is None:
        return [FIRST.in_(language) + "\n"]
    parts = []
    for effect in sorted(EFFECTS, reverse=True):
        lines = [f"- {escaped(one.said.in_(language))}" for one in step.changes if one.effect is effect]
        if lines:
            colon = "：" if language is Language.ZH else ":"
            parts += [f"{EFFECTS[effect].in_(language)}{colon}\n", "\n".join(lines) + "\n"]
    return parts
