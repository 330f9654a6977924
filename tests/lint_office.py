"""An office's catalogue of five small documents in which nothing is wrong, and changes to it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

SOURCE = "specs/sources/of/rules/1.0.0.yaml"
CHECK = "specs/checks/of/titled/1.0.0.yaml"
COLUMNS = "specs/columns/of/tree/1.0.0.yaml"
STANDARD = "standards/of/pages/1.0.0.yaml"
PROFILE = "specs/profiles/of/site/1.0.0.yaml"

# Commands of a workflow log, escapes of a terminal, links of SARIF, line ends of every kind.
HOSTILE = "a,b:c%0A::set-output name=x::y\n::error::z\r\n\x1b[31m](http://x.test){0}\u2028\u202e\ud800.yaml"

FILES = {
    SOURCE: """\
kind: source
id: of/rules
version: "1.0.0"
title: {zh: 网页规则, en: Rules of pages}
confidence: A
clauses:
  # what the office asks
  - {id: "1", text: {zh: 网页有标题, en: A page has a title}, machine: [auto]}
""",
    CHECK: """\
kind: check
id: of/titled
version: "1.0.0"
title: {zh: 网页有标题, en: A page has a title}
each: page
where: kind = 'item' AND coalesce($tree, '') <> 'none'
must: title <> ''
message:
  fail: {zh: 没有标题, en: There is no title}
cases:
  - name: {zh: 有标题, en: titled}
    given: {page: [{url: "https://www.example.gov.cn/1.html", kind: item, title: 示例}]}
    expect: [{subject: "https://www.example.gov.cn/1.html", outcome: pass}]
    with: {tree: demo}
  - name: {zh: 空标题, en: empty}
    given: {page: [{url: "https://www.example.gov.cn/1.html", kind: item, title: ""}]}
    expect: [{subject: "https://www.example.gov.cn/1.html", outcome: fail}]
    with: {tree: demo}
  - name: {zh: 不知标题, en: not known}
    given: {page: [{url: "https://www.example.gov.cn/1.html", kind: item}]}
    expect: [{subject: "https://www.example.gov.cn/1.html", outcome: open}]
    with: {tree: demo}
parameters:
  tree: {spec: columns}
""",
    COLUMNS: """\
kind: columns
id: of/tree
version: "1.0.0"
title: {zh: 栏目, en: Columns}
tier: city
columns:
  - {path: news, name: {zh: 动态, en: News}, origin: practice}
""",
    STANDARD: """\
kind: standard
id: of/pages
code: OF
version: "1.0.0"
title: {zh: 网页规范, en: Pages}
scope: {zh: 网页, en: Pages}
provisions:
  - id: OF-01
    level: shall
    title: {zh: 网页有标题, en: Pages are titled}
    text: {zh: 网页应有标题, en: A page shall have a title}
    basis: [of/rules#1]
    confidence: A
    origin: norm
    verify:
      - check: of/titled@1
    fix: {zh: 补上标题, en: Give it a title}
    since: "1.0.0"
""",
    PROFILE: """\
kind: profile
id: of/site
version: "1.0.0"
title: {zh: 网站, en: Site}
binds: {kind: portal, tier: city}
include:
  - standard: of/pages@1
    with: {tree: of/tree@1}
""",
}


def office(folder: Path, changes: Mapping[str, tuple[str, str]] | None = None) -> Path:
    """Write the catalogue, each change (old text, new text) made in its file."""
    for name, text in FILES.items():
        old, new = (changes or {}).get(name, ("", ""))
        assert old in text
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace(old, new, 1) if old else text, encoding="utf-8")
    return folder
