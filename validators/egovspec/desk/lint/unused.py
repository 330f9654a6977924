"""Rules about what nobody uses: a check no provision cites, a spec nobody names, a standard in no profile.

Advice: an office may write the check before the provision. A version that everybody cites by an older major is as unused
as one nobody cites at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from egovspec.desk.lint.rule import Bench
from egovspec.errors import SpecError, UnusedCheck, UnusedSpec, UnusedStandard


class Said(NamedTuple):
    """What is said of an unused document of one kind, in both languages, and who could use it."""

    error: type[SpecError]
    en: str
    zh: str
    hint: str
    hint_zh: str


_SPEC = ("give it to a parameter, or remove the file", "请作为参数的取值引用，或删去该文件")
_SAID = {
    "check": Said(
        UnusedCheck,
        "no provision is verified by the check",
        "没有条款使用检查",
        "cite it under `verify`, or remove the file",
        "请在条款的 `verify` 中引用，或删去该文件",
    ),
    "columns": Said(UnusedSpec, "nobody uses the column tree", "没有人使用栏目树", *_SPEC),
    "metadata": Said(UnusedSpec, "nobody uses the element set", "没有人使用元数据元素集", *_SPEC),
    "codelist": Said(UnusedSpec, "nobody uses the code list", "没有人使用代码表", *_SPEC),
    "calendar": Said(UnusedSpec, "nobody uses the calendar", "没有人使用工作日历", *_SPEC),
    "standard": Said(
        UnusedStandard,
        "no profile includes the standard",
        "没有实施方案采用标准",
        "add it under `include` of a profile, or remove the file",
        "请列入实施方案的 `include`，或删去该文件",
    ),
}


def everything_is_used(bench: Bench) -> Iterator[SpecError]:
    """The newest version of every check, spec and standard is what some reference of a newest version means."""
    for kind, said in _SAID.items():
        for entry in bench.index.newest[kind]:
            if entry.key in bench.index.used:
                continue
            older = [one.exact for one in bench.catalogue.versions(kind, entry.key.id) if one.key in bench.index.used]
            extra = (f"; {older[-1]} is what is cited", f"，所引用的是 {older[-1]}") if older else ("", "")
            yield said.error(
                entry.marked.where(("id",)),
                f"{said.en} {entry.exact}{extra[0]}",
                zh=f"{said.zh} {entry.exact}{extra[1]}",
                hint=said.hint,
                hint_zh=said.hint_zh,
            )
