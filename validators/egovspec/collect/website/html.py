"""A page as a flat list of elements over one string of visible text. The only file that knows the HTML parser.

Every element knows the span of the text it covers and the range of elements inside it, so that whatever is asked
about a part of a page is a slice: nothing here or after it recurses, and a page of 50 000 nested elements costs what
its bytes cost. Text is as a browser with scripting shows it, less what forms and plug-ins draw.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import turbohtml

from egovspec.collect.website.text import DIGIT_GAP, one_line, words

_BLOCKS = words(
    "address article aside blockquote body br caption center dd details dialog dir div dl dt fieldset figcaption "
    "figure footer form frameset h1 h2 h3 h4 h5 h6 header hr html legend li main marquee menu nav ol p pre section "
    "summary table tbody tfoot thead tr ul"
)
_CELLS = frozenset({"td", "th"})
_SILENT = words(
    "head script style template noscript iframe noframes noembed textarea option select datalist object audio video "
    "canvas svg math title"
)
# A list platform widely used in Zhejiang writes its rows as CDATA records inside a script element of type text/xml and
# lets a script move them into the page. They stand in the page, so they are read from there.
_DATASTORE = re.compile(r"<script[^<>]{0,200}>\s{0,200}<datastore>", re.I)
_SCRIPT_KEPT = 20_000


class Element:
    """One element. `line` counts from 1, 0 when unknown; `start` and `stop` are offsets in the page's text."""

    __slots__ = ("attributes", "end", "line", "parent", "start", "stop", "tag")

    def __init__(self, tag: str, attributes: Mapping[str, str], parent: int, start: int, line: int) -> None:
        self.tag = tag
        self.attributes = attributes
        self.parent = parent
        self.end = 0  # index after the last element inside this one
        self.start = start
        self.stop = start
        self.line = line

    def get(self, name: str) -> str:
        return self.attributes.get(name, "")


class Piece(NamedTuple):
    """A run of text: the element it stands in, its span, how many visible characters, inside a link or not."""

    element: int
    start: int
    stop: int
    visible: int
    linked: bool


class Script(NamedTuple):
    """A script element: where it stands, what it loads, and the beginning of what it says."""

    element: int
    source: str
    text: str


class Document:
    """A parsed page. `text` is its visible text: a line break at block borders, a tab at cell borders."""

    def __init__(
        self, elements: list[Element], text: str, pieces: list[Piece], scripts: list[Script], title: str | None
    ) -> None:
        self.elements = elements
        self.text = text
        self.pieces = pieces
        self.scripts = scripts
        self.title = title
        self.visible = sum(piece.visible for piece in pieces)
        self._starts = [piece.start for piece in pieces]
        self._tagged: dict[str, list[int]] = {}
        for index, element in enumerate(elements):
            self._tagged.setdefault(element.tag, []).append(index)

    def of(self, *tags: str) -> Iterator[int]:
        """Indexes of the elements with one of these tags, in document order."""
        if len(tags) == 1:
            return iter(self._tagged.get(tags[0], ()))
        return iter(sorted(index for tag in tags for index in self._tagged.get(tag, ())))

    def span(self, index: int) -> str:
        """Visible text of an element as it stands in `text`."""
        element = self.elements[index]
        return self.text[element.start : element.stop]

    def shown(self, index: int) -> str:
        """Visible text of an element on one line."""
        return one_line(self.span(index))

    def ancestors(self, index: int, most: int = 60) -> Iterator[int]:
        """From the parent upward, at most so many: a page nested deeper than that is no page a person reads."""
        index = self.elements[index].parent
        while index >= 0 and most > 0:
            yield index
            index = self.elements[index].parent
            most -= 1

    def inside(self, index: int) -> range:
        """Indexes of all elements inside an element."""
        return range(index + 1, self.elements[index].end)

    def element_at(self, offset: int) -> int:
        """Deepest element that holds the character at `offset` of the text; -1 in an empty page."""
        found = bisect_right(self._starts, offset) - 1
        return self.pieces[max(found, 0)].element if self.pieces else -1

    def label(self, index: int) -> str:
        """What a link or image is called: its text, or else the alternative text of its images, or its title."""
        if text := self.shown(index):
            return text
        element = self.elements[index]
        alternatives = [self.elements[i].get("alt") for i in self.inside(index) if self.elements[i].tag == "img"]
        return one_line(" ".join([*alternatives, element.get("alt")])) or one_line(element.get("title"))


def parse(markup: str) -> Document:
    """Read a page. Never raises for what the markup holds."""
    return _Flattening().run(turbohtml.parse(_with_records(markup), scripting=True))


def _with_records(markup: str) -> str:
    parts: list[str] = []
    position = 0
    while found := _DATASTORE.search(markup, position):
        end = markup.find("</script", found.end())
        if end < 0:
            break
        records = markup[found.end() : end].split("<record>")[1:]
        kept = [record.split("</record>", 1)[0].replace("<![CDATA[", "").replace("]]>", "") for record in records]
        parts += [markup[position : found.start()], "<ul>", *kept, "</ul><script>"]
        position = end
    return "".join([*parts, markup[position:]])


class _Flattening:
    """One walk over the parser's tree, with a stack of our own."""

    def __init__(self) -> None:
        self.elements: list[Element] = []
        self.parts: list[str] = []
        self.offset = 0
        self.last = "\n"
        self.crossed = False  # a tag stood since the last text
        self.pieces: list[Piece] = []
        self.scripts: list[Script] = []
        self.title: str | None = None

    def run(self, root: turbohtml.Document) -> Document:
        # An entry: the children still to visit, the index of their element, whether their text is silent, or in a link.
        stack: list[tuple[Iterator[Any], int, bool, bool]] = [(iter(root.children), -1, False, False)]
        while stack:
            children, parent, silent, linked = stack[-1]
            for node in children:
                if isinstance(node, turbohtml.Element):
                    index = self._open(node, parent)
                    element = self.elements[index]
                    stack.append(
                        (
                            iter(node.children),
                            index,
                            silent or element.tag in _SILENT,
                            linked or (element.tag == "a" and "href" in element.attributes),
                        )
                    )
                    break
                if not silent and isinstance(node, turbohtml.Text):
                    self._say(node.data, parent, linked)
            else:
                stack.pop()
                if parent >= 0:
                    self._close(parent)
        return Document(self.elements, "".join(self.parts), self.pieces, self.scripts, self.title)

    def _open(self, node: turbohtml.Element, parent: int) -> int:
        tag = node.tag
        self.crossed = True
        if tag in _BLOCKS:
            self._gap("\n")
        elif tag in _CELLS:
            self._gap("\t")
        attributes = {
            name: " ".join(value) if isinstance(value, list) else value or "" for name, value in node.attrs.items()
        }
        self.elements.append(Element(tag, attributes, parent, self.offset, node.source_line or 0))
        index = len(self.elements) - 1
        if tag == "script":
            self.scripts.append(Script(index, attributes.get("src", ""), node.text[:_SCRIPT_KEPT]))
        elif tag == "title" and self.title is None and node.namespace is turbohtml.Namespace.HTML:
            self.title = one_line(node.text)
        return index

    def _close(self, index: int) -> None:
        element = self.elements[index]
        element.end = len(self.elements)
        element.stop = self.offset
        self.crossed = True
        if element.tag in _BLOCKS:
            self._gap("\n")
        elif element.tag in _CELLS:
            self._gap("\t")

    def _gap(self, gap: str) -> None:
        if self.last not in (gap, "\n"):
            self._put(gap)

    def _say(self, text: str, parent: int, linked: bool) -> None:
        visible = len("".join(text.split()))
        if not visible:
            if not self.last.isspace():
                self._put(" ")
            return
        if self.crossed and self.last.isdigit() and text[0].isdigit():
            self._put(DIGIT_GAP)
        self.crossed = False
        self.pieces.append(Piece(parent, self.offset, self.offset + len(text), visible, linked))
        self._put(text)

    def _put(self, text: str) -> None:
        self.parts.append(text)
        self.offset += len(text)
        self.last = text[-1]
