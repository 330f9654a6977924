"""A deployment file as one would write it for somebody else: what is known, what is guessed and from what, what to fill in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from egovspec.desk.guessing import MOST_NAMES, Guess, Guesses
from egovspec.library.editing import scalar
from egovspec.model.base import Text
from egovspec.model.language import Language
from egovspec.render.terminal import width_of
from egovspec.render.visible import visible

_COMMENTS_AT = 36
_ROBOTS = {
    "restricts": Text(
        zh="robots.txt 不允许采集部分网页；这些网页不采集，相关条款可能为未能判定",
        en="robots.txt forbids part of the site; those pages are not collected, and what rests on them may stay open",
    ),
    "unreachable": Text(
        zh="robots.txt 无法读取，采集时将视为不允许",
        en="robots.txt could not be read, which a crawl takes for a refusal",
    ),
    "overridden": Text(zh="按命令行所写，不遵守 robots.txt", en="robots.txt is not obeyed, as the command line says"),
}


@dataclass(frozen=True)
class Written:
    """The text of a deployment file; how many of its values are guesses, and how many lines wait to be filled in."""

    text: str
    guessed: int
    unknown: int


def deployment_text(
    guesses: Guesses,
    evidence: Mapping[str, Guess[str]],
    *,
    seen: str,
    on: date,
    robots: str | None,
    scripted: bool,
    language: Language,
) -> Written:
    """The deployment file.

    evidence   settings of the website
    seen       what was looked at
    robots     what robots.txt says, as the `site` fact tells it
    scripted   whether a script draws the home page, so that next to nothing of it was seen
    """
    return _Writing(language).whole(guesses, evidence, seen, on, robots, scripted)


class _Writing:
    def __init__(self, language: Language) -> None:
        self._language = language
        self._guessed = 0
        self._unknown = 0

    def whole(
        self,
        guesses: Guesses,
        evidence: Mapping[str, Guess[str]],
        seen: str,
        on: date,
        robots: str | None,
        scripted: bool,
    ) -> Written:
        lines = [
            *self._head(seen, on, scripted),
            "kind: deployment",
            self._line("id", guesses.identifier),
            *self._title(guesses),
            *self._place(guesses),
            self._line("profile", guesses.profile),
            *self._traits(guesses),
            *self._evidence(guesses, evidence, robots),
        ]
        return Written("\n".join(lines) + "\n", self._guessed, self._unknown)

    def _say(self, zh: str, en: str) -> str:
        return visible(zh if self._language is Language.ZH else en)

    def _head(self, seen: str, on: date, scripted: bool) -> Iterator[str]:
        yield "# " + self._say(
            f"由 egovspec init 于 {on} 查看 {seen} 写成。", f"Written by egovspec init on {on} after a look at {seen}."
        )
        yield "# " + self._say(
            "注明“猜测”的请核对；以 # 开头的项请补全或删去。补全后运行 egovspec check。",
            "Look over what is guessed; fill in what stands behind a #, or take it out. Then run egovspec check.",
        )
        if scripted:
            yield "# " + self._say(
                "首页由脚本生成，几乎没有看到内容：检查时请加 --browser，或在下面写明 browser。",
                "A script draws the home page, so next to nothing was seen of it: say `browser` below, or save what a browser shows.",
            )

    def _line(self, key: str, guess: Guess[str], indent: str = "", *, quoted: bool = False) -> str:
        if guess.why is None:
            return f"{indent}{key}: {scalar(guess.value)}"
        self._guessed += 1
        value = f'"{guess.value}"' if quoted else scalar(guess.value)
        return self._beside(f"{indent}{key}: {value}", self._because(guess.why))

    def _because(self, why: Text) -> str:
        return self._say(f"猜测：{why.zh}", f"guessed: {why.en}")

    def _beside(self, line: str, comment: str) -> str:
        return line + " " * max(2, _COMMENTS_AT - width_of(line)) + "# " + comment

    def _to_fill(self, line: str, comment: str, indent: str = "") -> str:
        self._unknown += 1
        return self._beside(f"{indent}# {line}", comment)

    def _title(self, guesses: Guesses) -> Iterator[str]:
        yield "title:"
        yield self._line("zh", guesses.title, "  ")
        if guesses.title_en is not None:
            yield self._line("en", guesses.title_en, "  ")
        else:
            self._unknown += 1
            comment = self._say("英文名称不详，暂同中文；请改写", "no English name was seen; the Chinese one for now")
            yield self._beside(f"  en: {scalar(guesses.title.value)}", comment)

    def _place(self, guesses: Guesses) -> Iterator[str]:
        tier, division = guesses.tier, guesses.division
        if tier is not None:
            yield self._line("tier", Guess(tier.value.value, tier.why))
        else:
            yield self._to_fill(
                "tier: city", self._say("省级 province、设区市 city、县级 county", "province, city or county")
            )
        if division is not None:
            yield self._line("division", division, quoted=True)
        else:
            yield self._to_fill(
                'division: "330100"', self._say("六位行政区划代码，加引号", "division code, six digits, in quotes")
            )

    def _traits(self, guesses: Guesses) -> Iterator[str]:
        platform = guesses.platform
        yield "# traits:"
        if platform is None:
            yield self._to_fill(
                "  services_at: https://…",
                self._say(
                    "办事服务集中在某一平台的，写明其网址；首页没有看到这样的链接",
                    "where services are handled at a platform, its address; the home page has no such link",
                ),
            )
        else:
            yield self._to_fill(
                f"  services_at: {scalar(platform.url)}",
                self._say(
                    f"首页链接“{platform.text}”；办事服务确在该平台办理的，去掉这两行的 #",
                    f"linked from the home page as “{platform.text}”; where services are handled there, take away both #",
                ),
            )

    def _evidence(self, guesses: Guesses, evidence: Mapping[str, Guess[str]], robots: str | None) -> Iterator[str]:
        yield "evidence:"
        yield "  - collect: website"
        yield "    id: portal"
        yield self._beside(
            "    required: true", self._say("未能采集时退出码为 3", "when it cannot be judged, the exit code is 3")
        )
        for key, said in evidence.items():
            yield self._line(key, said, "    ")
        if robots in _ROBOTS:
            yield "    # " + self._say(_ROBOTS[robots].zh, _ROBOTS[robots].en)
        if "url" not in evidence and "folder" in evidence:
            comment = self._say("保存自哪个网址", "the address it was saved from")
            yield self._to_fill("url: https://www.example.gov.cn", comment, "    ")
        if "folder" not in evidence and "warc" not in evidence:
            yield "    # limits: {pages: 5000, rate: 4/s}"
        yield from self._columns(guesses)

    def _columns(self, guesses: Guesses) -> Iterator[str]:
        if guesses.like:
            yield "    # columns:"
        for one in guesses.like:
            comment = self._say(
                f"猜测：与栏目树的“{one.like}”相近；确是同一栏目的，去掉 #",
                f"guessed: like “{one.like}” of the column tree; where it is that column, take away the #",
            )
            yield self._to_fill(f"  {one.path}: [{scalar(one.name, in_brackets=True)}]", comment, "    ")
        if guesses.unknown:
            names = "、".join(guesses.unknown[:MOST_NAMES])
            more = len(guesses.unknown) - MOST_NAMES
            yield "    # " + self._say(
                f"首页还有栏目树不认识的栏目名：{names}{f'，等 {len(guesses.unknown)} 个' if more > 0 else ''}",
                f"names on the home page that the column tree does not know: {names}{f' and {more} more' if more > 0 else ''}",
            )


__all__ = ["Written", "deployment_text"]
