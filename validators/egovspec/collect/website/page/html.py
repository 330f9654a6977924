"""A page as a flat list of elements over one string of visible text. The only file that knows the HTML parser.

Every element knows the span of the text it covers and the range of elements inside it, so that whatever is asked
about a part of a page is a slice: nothing here or after it recurses, and a page of 50 000 nested elements costs what
its bytes cost. Text is as a browser with scripting shows it, less what forms and plug-ins draw.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import accumulate
from typing import Any, NamedTuple

import turbohtml

from egovspec.collect.website.page.text import DIGIT_GAP, LINK_TEXT, one_line, words

_BLOCKS = words(
    "address article aside blockquote body br caption center dd details dialog dir div dl dt fieldset figcaption "
    "figure footer form frameset h1 h2 h3 h4 h5 h6 header hr html legend li main marquee menu nav ol p pre section "
    "summary table tbody tfoot thead tr ul"
)
# What stands between two pieces of text that such an element keeps apart.
_GAPS = dict.fromkeys(_BLOCKS, "\n") | dict.fromkeys(("td", "th"), "\t")
_SILENT = words(
    "head script style template noscript iframe noframes noembed textarea option select datalist object audio video "
    "canvas svg math title"
)
# A list platform widely used in Zhejiang writes its rows as CDATA records inside a script element of type text/xml and
# lets a script move them into the page. They stand in the page, so they are read from there.
_DATASTORE = re.compile(r"<script[^<>]{0,200}>\s{0,200}<datastore>", re.I)
_SCRIPT_KEPT = 20_000


# Half of all elements have no attributes: they share one mapping, and readers of attributes pass them over.
_NO_ATTRIBUTES: Mapping[str, str] = {}


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


_piece = Piece._make  # in half the time a call of Piece takes


class Script(NamedTuple):
    """A script element: where it stands, what it loads, and the beginning of what it says."""

    element: int
    source: str
    text: str


class Document:
    """A parsed page. `text` is its visible text: a line break at block borders, a tab at cell borders.

    attributed  indexes of the elements that have attributes, in document order
    called      what their class and id say, by index, of the elements that have either
    options     what the options of lists say, by index; they are no part of the text a reader sees
    """

    def __init__(
        self,
        elements: list[Element],
        text: str,
        pieces: list[Piece],
        scripts: list[Script],
        title: str | None,
        options: Mapping[int, str],
    ) -> None:
        self.elements = elements
        self.text = text
        self.pieces = pieces
        self.scripts = scripts
        self.title = title
        self.options = options
        self.visible = sum([piece.visible for piece in pieces])
        self.attributed: list[int] = []
        self.called: dict[int, str] = {}
        self._starts = [piece.start for piece in pieces]
        self._tagged: defaultdict[str, list[int]] = defaultdict(list)
        self._labels: dict[int, str] = {}
        for index, element in enumerate(elements):
            self._tagged[element.tag].append(index)
            if attributes := element.attributes:
                self.attributed.append(index)
                if "class" in attributes or "id" in attributes:
                    self.called[index] = f"{attributes.get('class', '')} {attributes.get('id', '')}"

    @cached_property
    def squeezed(self) -> str:
        """The text without white space."""
        return "".join(self.text.split())

    @cached_property
    def visible_before(self) -> list[int]:
        """Visible characters before each piece, and in all."""
        return list(accumulate((piece.visible for piece in self.pieces), initial=0))

    def visible_in(self, index: int) -> int:
        """Visible characters of an element, without looking at its text again."""
        element = self.elements[index]
        before = self.visible_before
        return before[bisect_left(self._starts, element.stop)] - before[bisect_left(self._starts, element.start)]

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
        if index not in self._labels:  # four readers ask for that of each link
            self._labels[index] = self._label(index)
        return self._labels[index]

    def _label(self, index: int) -> str:
        element = self.elements[index]
        if text := one_line(self.text[element.start : element.stop]):
            return text
        alternatives = [self.elements[i].get("alt") for i in self.inside(index) if self.elements[i].tag == "img"]
        return one_line(" ".join([*alternatives, element.get("alt")])) or one_line(element.get("title"))


def parse(markup: str) -> Document:
    """Read a page. Never raises for what the markup holds."""
    return _flattened(turbohtml.parse(_with_records(markup), scripting=True))


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


def _flattened(root: turbohtml.Document) -> Document:
    """One walk over the parser's tree, with a stack of our own.

    All its state is in local variables and no step is a call of its own: of a page most is read here.
    """
    elements: list[Element] = []
    pieces: list[Piece] = []
    scripts: list[Script] = []
    title: str | None = None
    options: dict[int, str] = {}
    parts: list[str] = []
    offset, last = 0, "\n"
    crossed = False  # a tag stood since the last text
    stack: list[tuple[Iterator[Any], int, bool, bool]] = []
    # The children still to visit, the index of their element, whether their text is silent, or in a link.
    children: Iterator[Any] = iter(root.children)
    parent, silent, linked = -1, False, False
    while True:
        for node in children:
            kind = type(node)
            if kind is turbohtml.Text:
                if silent:
                    continue
                text = node.data
                if not text or text.isspace():
                    if not last.isspace():
                        parts.append(" ")
                        offset += 1
                        last = " "
                    continue
                if crossed and last.isdigit() and text[0].isdigit():
                    parts.append(DIGIT_GAP)
                    offset += 1
                crossed = False
                start = offset
                offset += len(text)
                visible = len(text) - text.count(" ") if text.isprintable() else len("".join(text.split()))
                pieces.append(_piece((parent, start, offset, visible, linked)))
                parts.append(text)
                last = text[-1]
            elif kind is turbohtml.Element:
                tag = node.tag
                crossed = True
                gap = _GAPS.get(tag)
                if gap is not None and last != "\n" and last != gap:
                    parts.append(gap)
                    offset += 1
                    last = gap
                attributes = _NO_ATTRIBUTES
                if given := node.attrs:
                    attributes = {
                        name: value if type(value) is str else " ".join(value) if value else ""
                        for name, value in given.items()
                    }
                index = len(elements)
                elements.append(Element(tag, attributes, parent, offset, node.source_line or 0))
                if tag == "script":
                    scripts.append(Script(index, attributes.get("src", ""), node.text[:_SCRIPT_KEPT]))
                elif tag == "option":
                    options[index] = one_line(node.text[: 2 * LINK_TEXT], LINK_TEXT)
                elif tag == "title" and title is None and node.namespace is turbohtml.Namespace.HTML:
                    title = one_line(node.text)
                stack.append((children, parent, silent, linked))
                children, parent = iter(node.children), index
                silent = silent or tag in _SILENT
                linked = linked or (tag == "a" and "href" in attributes)
                break
        else:
            if parent < 0:
                return Document(elements, "".join(parts), pieces, scripts, title, options)
            element = elements[parent]
            element.end = len(elements)
            element.stop = offset
            crossed = True
            gap = _GAPS.get(element.tag)
            if gap is not None and last != "\n" and last != gap:
                parts.append(gap)
                offset += 1
                last = gap
            children, parent, silent, linked = stack.pop()
