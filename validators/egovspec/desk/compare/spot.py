"""A place within a document, how people call it, and what happened there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from egovspec.desk.compare.change import Change, Effect
from egovspec.desk.compare.names import Named, name_of_field
from egovspec.desk.compare.values import reworded
from egovspec.model.base import Text


@dataclass(frozen=True)
class Spot:
    """Where a change stands.

    path     outermost first; members of lists by what names them
    zh, en   the same for people: `PC-03 › column-fresh`; empty for the document itself
    what     the field this is, or the one it is a member of
    """

    path: tuple[str, ...] = ()
    zh: str = ""
    en: str = ""
    what: str = ""

    @property
    def named(self) -> Named:
        return name_of_field(self.what)

    def field(self, name: str) -> Spot:
        """A field of what stands here. People are told its name within the sentence, not in the place."""
        return replace(self, path=(*self.path, name), what=name)

    def member(self, key: str, zh: str = "", en: str = "") -> Spot:
        """A member of what stands here, called by its key unless it has a better name."""
        zh, en = zh or key, en or zh or key
        return replace(self, path=(*self.path, key), zh=_joined(self.zh, zh), en=_joined(self.en, en))

    def inside(self) -> Spot:
        """The same place, for what is said of its parts: then its name belongs to the place."""
        return replace(self, zh=_joined(self.zh, self.named.zh), en=_joined(self.en, self.named.en))

    def value(self, key: str) -> Spot:
        """A plain value in a list, or a key of a mapping: told within the sentence."""
        return replace(self, path=(*self.path, key))

    def change(
        self,
        verb: str,
        effect: Effect,
        zh: str,
        en: str,
        old: Any = None,
        new: Any = None,
        *,
        one_way: bool = False,
        stem: str = "",
    ) -> Change:
        """What happened here, said in both languages after the place.

        verb   what happened, the second part of the kind: added, raised, reworded
        stem   the first part of the kind; what the field is called when not given
        """
        before, after = reworded(old, new)
        said = Text(zh=f"{self.zh}：{zh}" if self.zh else zh, en=f"{self.en}: {en}" if self.en else en)
        kind = f"{stem or self.named.stem}-{verb}"
        return Change(kind, self.path, effect, said, before, after, one_way and effect is Effect.TIGHTENS)


def _joined(outer: str, inner: str) -> str:
    return f"{outer} › {inner}" if outer else inner
