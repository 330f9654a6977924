"""Rules about terms: a text calls things what the glossary calls them.

A glossary holds the documents of its own root, and the shipped one those of every root; what an office takes for a term
of its own it may write.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from egovspec.desk.lint.index import Pair
from egovspec.desk.lint.rule import Bench
from egovspec.errors import AvoidedTerm, DuplicateId, Rewrite, SpecError
from egovspec.library.catalogue import Entry
from egovspec.library.roots import Root
from egovspec.model.glossary import Glossary, Term

# What is quoted is named and not used: a column on somebody's portal, a title, code.
_QUOTED = re.compile("“[^”]*”|‘[^’]*’|「[^」]*」|《[^》]*》|<[^<>]*>|`[^`]*`|\\{[^{}]*\\}")
# Names that others gave: of columns on portals, of codes, of documents and their issuers.
_NAMES_OF_OTHERS = {"columns": ("name",), "codelist": ("name",), "source": ("title", "issuer"), "calendar": ("name",)}


@dataclass(frozen=True)
class Words:
    """What texts of one root are held to in one language: a pattern of avoided words, and the term for each."""

    pattern: re.Pattern[str] | None
    term_of: dict[str, Term]


def terms_of_the_glossary(bench: Bench) -> Iterator[SpecError]:
    """No text uses a word the glossary avoids."""
    glossaries = bench.index.newest["glossary"]
    if not glossaries:
        return
    of_root: dict[Root, dict[str, Words]] = {}
    newest = (entry for entries in bench.index.newest.values() for entry in entries)
    for pair in (pair for entry in newest for pair in bench.index.pairs(entry)):
        kind, root = pair.entry.key.kind, pair.entry.root
        if kind == "glossary" or (pair.path[-1:] and pair.path[-1] in _NAMES_OF_OTHERS.get(kind, ())):
            continue
        if root not in of_root:
            held = [one for one in glossaries if one.root.shipped or one.root == root]
            of_root[root] = {language: _words(held, root, language) for language in ("zh", "en")}
        for language, text in (("zh", pair.zh), ("en", pair.en)):
            words = of_root[root][language]
            if words.pattern is not None and words.pattern.search(text):
                yield from _avoided(pair, language, text, words)


def _words(glossaries: list[Entry], root: Root, language: str) -> Words:
    term_of: dict[str, Term] = {}
    good: set[str] = set()
    for entry in glossaries:
        for term in cast("Glossary", entry.model).terms:
            good.add(getattr(term, language).lower())
            for word in getattr(term.instead_of, language):
                term_of.setdefault(word.lower(), term)
    for word in good & term_of.keys():
        del term_of[word]
    if not term_of:
        return Words(None, {})
    # Terms stand in the pattern too, the longer first, so that a word within one is not told of.
    ordered = sorted(good | term_of.keys(), key=lambda word: (-len(word), word))
    alternatives = "|".join(map(re.escape, ordered))
    if language == "zh":
        return Words(re.compile(alternatives, re.IGNORECASE), term_of)
    return Words(re.compile(rf"(?<![\w-])(?:{alternatives})(?:e?s)?(?![\w-])", re.IGNORECASE), term_of)


def _avoided(pair: Pair, language: str, text: str, words: Words) -> Iterator[SpecError]:
    assert words.pattern is not None
    told: set[str] = set()
    for found in words.pattern.finditer(_QUOTED.sub(" ", text)):
        written = found[0]
        word = written.lower()
        plural = word not in words.term_of
        if plural and language == "en":
            word = next((one for one in (word.removesuffix("s"), word.removesuffix("es")) if one in words.term_of), "")
        term = words.term_of.get(word)
        if term is None or word in told:
            continue
        told.add(word)
        wanted = getattr(term, language)
        where = pair.where(language)
        certain = pair.entry.draft and not plural and written == word and len(_occurrences(text, word)) == 1
        yield AvoidedTerm(
            where,
            f"{written!r} is called {wanted!r} here",
            zh=f"“{written}”应称“{wanted}”",
            hint=f"write {wanted!r}, or put what is a name between “ and ”",
            hint_zh=f"请写“{wanted}”；是名称的，请加引号“”",
            fix=(Rewrite(where, written, wanted),) if certain else (),
        )


def _occurrences(text: str, word: str) -> list[str]:
    return re.findall(re.escape(word), text, re.IGNORECASE)


def terms_stand_once(bench: Bench, entry: Entry) -> Iterator[SpecError]:
    """A glossary has no term twice, and does not avoid what it calls a term itself."""
    terms = cast("Glossary", entry.model).terms
    for language in ("zh", "en"):
        seen: set[str] = set()
        for n, term in enumerate(terms):
            name = getattr(term, language).lower()
            if name in seen:
                where = entry.marked.where(("terms", n, language))
                yield DuplicateId(where, f"term {name!r} stands here twice", zh=f"术语 {name!r} 重复")
            seen.add(name)
        for n, term in enumerate(terms):
            for m, word in enumerate(getattr(term.instead_of, language)):
                if word.lower() in seen:
                    yield DuplicateId(
                        entry.marked.where(("terms", n, "instead_of", language, m)),
                        f"{word!r} is avoided here, and is a term of the same glossary",
                        zh=f"此处不用的 {word!r} 又是本表的术语",
                    )
