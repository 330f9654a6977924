"""What is taken away from the sample portal is missed: each tag, mark and column, each part of guides, letters and headers.

The deletions are made mechanically, many in one copy and each on a page of its own, so that the provision has to name
the page, and the part where it names parts. Guides, letters and documents are copied once for each of their parts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from egovspec.assess import Request, assess
from egovspec.judge.evaluate import Limits
from egovspec.library.catalogue import load
from egovspec.library.deployments import load_deployment
from egovspec.model.columns import Column, ColumnTree
from egovspec.model.metadata import Element, Metadata
from egovspec.model.outcome import Outcome
from egovspec.model.report import Finding, Report
from patches import patched

SOUND = Path(__file__).parents[1] / "examples" / "sample-city"
URL = "https://www.sample.gov.cn"
NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
CATALOGUE = load(drafts=True)
COPIES = 3
Edit = Callable[[str], str]

# --- what each loss has to be blamed on: the provision, by what was lost and on which kind of page

TAGS = {
    ("site", "home"): "PM-01",
    ("site", "column"): "PM-02",
    ("column", "column"): "PM-03",
    ("site", "item"): "PM-04",
    ("content", "item"): "PM-05",
    ("column", "item"): "PM-06",
}
MARKS = {
    "conac": r"<a href=.https://bszs\.conac\.cn.*?</a>\n",
    "site-id": r"　网站标识码：\d+",
    "icp": r"<a href=.https://beian\.miit\.gov\.cn/.*?</a>　",
    "public-security": r"<a href=.https://beian\.mps\.gov\.cn/.*?</a>　",
    "organiser": r"主办单位：示例市人民政府办公室　",
    "contact": r"\|<a href=./gybz/index\.html.>联系我们</a>|联系电话：.*?　",
    "error-report": r"<a href=.https://zfwzxx\.www\.gov\.cn/.*?</a>\n",
}
ON_HOME, ELSEWHERE, ERROR_REPORT = "PM-20", "PM-21", "PM-26"
REQUIRED, EXPECTED, IN_SECTION = "PC-01", "PC-02", "PC-04"
SECTION = "disclosure/gov-info/"
# Columns that have a provision of their own, by path; and the required ones below the section on open government.
OWN = {
    "interaction/letters": "PC-08",
    "interaction/reply-statistics": "PO-23",
    "services": "PC-09",
}
GUIDE, LETTER, HEADER = "PS-03", "PO-20", "PD-07"


@dataclass(frozen=True)
class Loss:
    """One deletion and the finding it must cause: of which provision or check, on which subject, naming what.

    named  a value the finding must carry beside its subject
    """

    what: str
    provision: str
    subject: str
    named: str = ""


@dataclass
class Copy:
    """A copy of the sample portal and what is lost in it."""

    folder: Path
    losses: list[Loss] = field(default_factory=list)

    def edit(self, path: str, edit: Edit) -> None:
        file = self.folder / "site" / path
        file.write_text(changed(file.read_text(encoding="utf-8"), edit), encoding="utf-8")

    def add(self, path: str, like: str, edit: Edit) -> str:
        """A page like another one, changed; its address."""
        text = (self.folder / "site" / like).read_text(encoding="utf-8")
        (self.folder / "site" / path).write_text(changed(text, edit), encoding="utf-8")
        return f"{URL}/{path}"


class NothingLost(Exception):
    """A deletion does not meet what it should delete."""


def changed(text: str, edit: Edit) -> str:
    after = edit(text)
    if after == text:
        raise NothingLost
    return after


def without(pattern: str) -> Edit:
    return lambda text: re.sub(pattern, "", text)


# --- tags and marks


def element_set() -> Metadata:
    found = CATALOGUE.model(Metadata, "page-tags@1")
    assert found is not None
    return found


def wanted_on(kind: str) -> list[Element]:
    return [one for one in element_set().elements if one.obligation == "mandatory" and kind in one.on]


def tag(name: str) -> str:
    return rf'<meta name="{name}" content="[^"]*">\n'


def pages(kind: str) -> list[str]:
    """Pages of one kind, for one deletion each, that are written in UTF-8; later pages of lists are left alone."""
    site = SOUND / "site"
    files = sorted(site.glob("col/*/index.html") if kind == "column" else site.glob("art/*/*/*/*.html"))
    return [str(file.relative_to(site)) for file in files if b'charset="utf-8"' in file.read_bytes()]


def lose_tags_and_marks(copy: Copy, number: int) -> None:
    """On column and item pages all in the first copy; on the home page, of which there is one, a part in each."""
    for kind in ("column", "item"):
        if number == 0:
            free = iter(pages(kind))
            for element in wanted_on(kind):
                page = next(free)
                copy.edit(page, without(tag(element.name)))
                provision = TAGS[str(element.group), kind]
                copy.losses.append(Loss(f"{element.name}, {kind}", provision, f"{URL}/{page}", element.name))
            for mark, pattern in MARKS.items():
                page = next(free)
                copy.edit(page, without(pattern))
                provision = ERROR_REPORT if mark == "error-report" else ELSEWHERE
                copy.losses.append(Loss(f"{mark}, {kind}", provision, f"{URL}/{page}", mark))
    for element in wanted_on("home")[number::COPIES]:
        copy.edit("index.html", without(tag(element.name)))
        provision = TAGS[str(element.group), "home"]
        copy.losses.append(Loss(f"{element.name}, home", provision, f"{URL}/", element.name))
    for mark, pattern in list(MARKS.items())[number::COPIES]:
        copy.edit("index.html", without(pattern))
        provision = ERROR_REPORT if mark == "error-report" else ON_HOME
        copy.losses.append(Loss(f"{mark}, home", provision, f"{URL}/", mark))


# --- parts of guides, letters and documents, each on a copy of the page

GUIDES = {
    "table": "art/2026/10/16/art_1229306_3061",
    "definition-list": "art/2026/09/28/art_1229306_3062",
    "headings": "art/2026/09/10/art_1229306_3063",
    "tabs": "art/2026/08/25/art_1229306_3064",
    "lines": "art/2026/07/15/art_1229306_3065",
    "mixed": "art/2026/06/30/art_1229306_3066",
}
# What a report calls an element, and how the guides of the sample label it.
ELEMENTS = {
    "事项名称": "事项名称",
    "设定依据": "设定依据|办理依据|法律依据|实施依据",
    "申请条件": "申请条件|受理条件|办理条件",
    "办理材料": "申请材料|办理材料|所需材料|提交材料",
    "办理地点": "办理地点|受理地点|办公地址|服务地点",
    "办理机构": "办理机构|受理机构|实施机构|承办单位",
    "收费标准": "收费标准|收费情况",
    "办理时间": "办理时间|受理时间|办公时间|开放时间",
    "联系电话": "咨询电话|联系电话|咨询方式|服务电话",
    "办理流程": "办理流程|办理程序|办事流程|服务流程",
}
LETTERS = "art/2026/11/17/art_1229501_5011"
PARTS = {
    # A bare 发布时间 on the page of a letter is taken for the time of the letter.
    "留言时间": r"<p>留言时间：.*?</p>\n|<span>发布时间：.*?</span>",
    "答复时间": r"<p>答复时间：.*?</p>\n",
    "答复单位": r"<p>答复单位：.*?</p>\n",
    "答复内容": r"(?<=<p>办理状态：已答复</p>\n)(?:<p>.*?</p>\n)+",
}
DOCUMENTS = {
    "table": "art/2026/11/12/art_1229203_2031",
    "definition-list": "art/2026/09/18/art_1229204_2041",
    "text": "art/2026/08/20/art_1229203_2033",
}
LABELS = ("主题分类", "发布机构", "发布日期", "发文字号", "有效性")


def without_element(label: str, element: str) -> Edit:
    """An element and its label, however the guide is laid out; the name of the item also where it is the heading."""

    def edit(text: str) -> str:
        # The name of the item is the title of its page as well.
        if element == "事项名称":
            text = re.sub(r"<h1>.*?</h1>\n|(?<=<title>).*?(?=</title>)|" + tag("ArticleTitle"), "", text)
        text = re.sub(rf'<tr><th scope="row">(?:{label})</th>.*?</tr>\n', "", text, flags=re.DOTALL)
        text = re.sub(rf"<dt>(?:{label})</dt>\n<dd>.*?</dd>\n", "", text, flags=re.DOTALL)
        text = re.sub(rf'<h2>(?:.、)?(?:{label})</h2>\n.*?(?=<h2>|<p class="apply">)', "", text, flags=re.DOTALL)
        text = re.sub(rf"<p><strong>(?:{label})：</strong>.*?</p>\n", "", text)
        for part in re.findall(rf'<li><a href="#(part\d+)">(?:{label})</a></li>\n', text):
            text = re.sub(rf'<li><a href="#{part}">.*?</li>\n', "", text)
            text = re.sub(rf'<div class="panel" id="{part}">\n.*?\n</div>\n', "", text, flags=re.DOTALL)
        return text

    return edit


def without_label(label: str) -> Edit:
    """One label of a header block and its value, in a table, a list of terms or a list of lines."""
    # So is a bare 发布时间 below the title for the date in a header block of lines.
    below = "|<span>发布时间：.*?</span>" if label == "发布日期" else ""
    return without(
        rf'<th scope="row">{label}</th><td>.*?</td>|<dt>{label}</dt><dd>.*?</dd>\n|<li><span>{label}：</span>.*?</li>\n{below}'
    )


def lose_parts(copy: Copy, number: int) -> None:
    """All in the first copy of the portal."""
    if number:
        return
    for layout, guide in GUIDES.items():
        for n, (element, label) in enumerate(ELEMENTS.items(), 1):
            url = copy.add(f"{guide}{n:02}.html", f"{guide}.html", without_element(label, element))
            copy.losses.append(Loss(f"{element}, {layout}", GUIDE, url, element))
            if element == "事项名称":
                copy.losses.append(Loss(f"{element}, {layout}", TAGS["content", "item"], url, "ArticleTitle"))
    for n, (part, pattern) in enumerate(PARTS.items(), 1):
        url = copy.add(f"{LETTERS}{n:02}.html", f"{LETTERS}.html", without(pattern))
        copy.losses.append(Loss(f"{part}, letter", LETTER, url, part))
    for layout, document in DOCUMENTS.items():
        for n, label in enumerate(LABELS, 1):
            url = copy.add(f"{document}{n:02}.html", f"{document}.html", without_label(label))
            copy.losses.append(Loss(f"{label}, {layout}", HEADER, url, label))


# --- columns


def asked_columns() -> list[Column]:
    tree = CATALOGUE.model(ColumnTree, "city-portal@1")
    assert tree is not None
    return [column for column in every(tree.columns) if column.required or column.expected]


def every(columns: list[Column]) -> Iterator[Column]:
    for column in columns:
        yield column
        yield from every(column.columns)


def lose_columns(copy: Copy, number: int) -> None:
    """Every link, heading and tag that gives the name of a column, on every page. Not in the first copy: a page no link
    leads to has another address.
    """
    lost = asked_columns()[number - 1 :: COPIES - 1] if number else []
    for column in lost:
        copy.losses.append(Loss(column.path, judged_by(column), column.path))
    gone = [name for column in lost for name in names_of(column)]
    for file in sorted((copy.folder / "site").rglob("*.html")):
        body = file.read_bytes()
        charset = "gb18030" if b"charset=gb2312" in body else "utf-8"
        file.write_bytes(without_column(body.decode(charset), gone).encode(charset))


def judged_by(column: Column) -> str:
    if column.path in OWN:
        return OWN[column.path]
    if not column.required:
        return EXPECTED
    return IN_SECTION if column.path.startswith(SECTION) else REQUIRED


def names_of(column: Column) -> list[str]:
    """How the sample names a column: as the tree does, by an alias, or as its deployment declares."""
    globs = [column.name.zh, *column.aliases, *(["示例要闻"] if column.path == "news/local" else [])]
    return [name for name in LINKED if any(fnmatchcase(name, glob) for glob in globs)]


def without_column(text: str, names: list[str]) -> str:
    name = "|".join(map(re.escape, names))
    text = re.sub(rf"<a [^>]*>(?:{name})</a>", "", text)
    text = re.sub(rf"<(h[1-6])([^>]*)>(?:{name})</\1>", r"<\1\2></\1>", text)
    return re.sub(rf'(name="ColumnName" content=)"(?:{name})"', r'\1"已撤销"', text)


LINKED = sorted(
    {
        name
        for file in (SOUND / "site").rglob("*.html")
        for name in re.findall(r"<a [^>]*>([^<]+)</a>", file.read_bytes().decode("utf-8", "ignore"))
    }
)


# --- the copies, looked at once


@dataclass(frozen=True)
class Looked:
    copy: Copy
    report: Report

    def failing(self, provision: str) -> list[Finding]:
        result = next(one for one in self.report.provisions if one.id == provision)
        return [finding for finding in result.findings if finding.outcome is Outcome.FAIL]


@pytest.fixture(scope="module")
def looked(tmp_path_factory: pytest.TempPathFactory) -> list[Looked]:
    found = []
    for number in range(COPIES):
        folder = tmp_path_factory.mktemp(f"copy{number}")
        deployment = patched(SOUND, [], folder)
        copy = Copy(folder)
        lose_tags_and_marks(copy, number)
        lose_parts(copy, number)
        lose_columns(copy, number)
        (folder / "facts").mkdir()
        request = Request(load_deployment(deployment, CATALOGUE), CATALOGUE, NOW, limits=Limits(100_000, 0))
        found.append(Looked(copy, assess(request, folder / "facts").report))
    return found


EXACT = sorted(
    {
        *TAGS.values(),
        ON_HOME,
        ELSEWHERE,
        ERROR_REPORT,
        REQUIRED,
        EXPECTED,
        IN_SECTION,
        *OWN.values(),
        GUIDE,
        LETTER,
        HEADER,
    }
)
NAMING = ("missing", "missing_zh", "mark")


@pytest.mark.parametrize("provision", EXACT)
def test_what_is_taken_away_is_missed_and_nothing_else(provision: str, looked: list[Looked]) -> None:
    """In each copy the provision fails on exactly the pages or columns that lost something, and says what that is."""
    for one in looked:
        lost = {(loss.subject, loss.named) for loss in one.copy.losses if loss.provision == provision}
        named = {(finding.subject, what_is_missing(finding)) for finding in one.failing(provision)}
        assert named == lost


def what_is_missing(finding: Finding) -> str:
    return next((str(finding.values[name]) for name in NAMING if finding.values.get(name)), "")


def test_everything_asked_for_was_taken_away(looked: list[Looked]) -> None:
    """Every mandatory tag on each kind of page, every mark on each kind of page, every required or expected
    column, and every part in every layout of guides, letters and header blocks.
    """
    lost = {loss.what for one in looked for loss in one.copy.losses}
    tags = {f"{element.name}, {kind}" for kind in ("home", "column", "item") for element in wanted_on(kind)}
    marks = {f"{mark}, {kind}" for mark in MARKS for kind in ("home", "column", "item")}

    parts = {f"{element}, {layout}" for element in ELEMENTS for layout in GUIDES}
    parts |= {f"{part}, letter" for part in PARTS} | {f"{label}, {layout}" for label in LABELS for layout in DOCUMENTS}

    assert lost == tags | marks | parts | {column.path for column in asked_columns()}
