"""One canonical layout for every YAML file: what it says and every comment stay, how it is set out is settled.

The result is read again before anyone sees it: if a single value or comment differed, the file is left alone.
"""

from __future__ import annotations

from egovspec.desk.layout.nodes import Comment, Page, read_page
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
        raise SpecErrors([_cannot(name)])
    page = read_page(marked.source)
    text = written(page)
    try:
        again = yaml.parse(text.encode(), name)
        same = again.tree == marked.tree and _comments(read_page(again.source)) == _comments(page)
    except SpecErrors:
        same = False
    if not same:
        raise SpecErrors([_cannot(name)])
    return text


def _cannot(name: str) -> BadYaml:
    return BadYaml(
        Where(name, 1, 1),
        "this way of writing cannot be laid out without loss",
        zh="这种写法无法在不损失内容的前提下整理",
        hint="write it in plain blocks and lists, without explicit keys or directives",
        hint_zh="请改用普通的块和列表，不用显式键（?）和指令（%）",
    )


def _comments(page: Page) -> list[str]:
    found: list[Comment] = list(page.head)
    for node in page.top.walk():
        found += node.tail
        for entry in node.entries:
            found += [*entry.before, *(one for one in (entry.behind_key, entry.behind) if one is not None)]
    return sorted(comment.text for comment in found)
