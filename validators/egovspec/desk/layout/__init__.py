"""One canonical layout for every YAML file: what it says and every comment stay, how it is set out is settled.

The result is read again before anyone sees it: if a single value or comment differed, the file is left alone.
"""

from __future__ import annotations

from egovspec.desk.layout.nodes import raise_comments, read_page
from egovspec.desk.layout.order import settle
from egovspec.desk.layout.tokens import Places, places
from egovspec.desk.layout.writing import written
from egovspec.errors import BadYaml, SpecErrors, Where
from egovspec.library import yaml


def laid_out(data: bytes, name: str) -> str:
    """A file in the canonical layout.

    data    the file as it is: UTF-8, any line ends
    name    the file as people know it
    Raises  SpecErrors where the file cannot be read, or is written in a way that cannot be laid out without loss
    """
    marked = yaml.parse(data, name)
    if not isinstance(marked.tree, dict | list):
        raise SpecErrors([_no_document(name)])
    found = places(marked.source)
    text = _written(marked.source, found)
    try:
        again = yaml.parse(text.encode(), name)
        same = again.tree == marked.tree and _comments(places(text)) == _comments(found)
    except SpecErrors:
        same = False
    if not same:
        raise SpecErrors([_cannot(name)])
    return text


def _written(source: str, found: Places) -> str:
    page = read_page(source, found)
    settle(page)
    raise_comments(page.top)
    return written(page)


def _no_document(name: str) -> BadYaml:
    return BadYaml(
        Where(name, 1, 1),
        "there is no document in it",
        zh="其中没有内容",
        hint="a file opens with `kind:`",
        hint_zh="文件以 `kind:` 开头",
    )


def _cannot(name: str) -> BadYaml:
    return BadYaml(
        Where(name, 1, 1),
        "this way of writing cannot be laid out without loss",
        zh="这种写法无法在不损失内容的前提下整理",
        hint="write it in plain blocks and lists, without explicit keys or directives",
        hint_zh="请改用普通的块和列表，不用显式键（?）和指令（%）",
    )


def _comments(found: Places) -> list[str]:
    return sorted(said for _, said in found.comments)
