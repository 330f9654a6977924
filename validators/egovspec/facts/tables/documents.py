"""Facts about what portals publish as documents: their headers, their attachments, and marks of secrecy on them."""

from __future__ import annotations

from datetime import date

from egovspec.facts.tables.base import Fact, Sensitivity, column
from egovspec.model.base import Text


class DocumentHeader(Fact):
    """One row per item page whose main text begins with the header block of a published document.

    Text columns: NULL where the block has no such label, an empty string where the label stands with nothing behind it.
    """

    name_of_table = "document_header"
    key = ("url",)
    meaning = Text(
        zh="公开文件的文首信息表（索引号、发布机构、发文字号等）", en="Header blocks of published documents, as shown"
    )

    url: str | None = column("网页地址", "address of the page")
    index_number: str | None = column(
        "索引号，照原样；有标签而无内容为空字符串，无此标签为空值",
        "index number as written; empty string where its label is left empty, NULL where there is no such label",
    )
    index_form: str | None = column(
        "索引号的形状：unified-code 统一社会信用代码/年或年月-五位流水号、organisation-code 组织机构代码/年或年月-五位流水号、"
        "date-serial 八位日期-流水号、other 其他；只看形状，不核对内容",
        "shape of the index number: unified-code (unified social credit code/year or month-serial), organisation-code "
        "(organisation number/year or month-serial), date-serial (date-serial), other; shape only",
    )
    issuer: str | None = column(
        "发布机构，照原样；没有发布机构标签时取发文机关等标签",
        "issuing body as written; 发布机构 first, else 发文机关 and the like",
    )
    topic: str | None = column("主题分类，照原样", "topic class as written")
    formed_on: date | None = column(
        "成文日期（亦作生成日期、发文日期）；读不出日期为空", "date of creation; NULL when it cannot be read as a date"
    )
    published_on: date | None = column(
        "文首信息表所示发布日期（亦作公开日期）；读不出日期为空",
        "date of publication in the block; NULL when it cannot be read as a date",
    )
    document_number: str | None = column(
        "发文字号，照原样，年份的括号统一为〔〕；有标签而无内容为空字符串",
        "document number as written, the brackets of its year made 〔〕; empty string where its label is left empty",
    )
    number_brackets: str | None = column(
        "发文字号中年份所用括号的原样，如〔〕、[]、（）；没有为空",
        "brackets around the year as written, such as 〔〕, [], （）; NULL when there are none",
    )
    number_form: str | None = column(
        "发文字号的形状（括号统一后）：regular 机关代字〔年份〕序号号，或某某令第几号、公告某年第几号；irregular 其他；"
        "没有字号、写作“无”的为空",
        "shape of the document number once its brackets are made 〔〕: regular (agency〔year〕number号, or an order or "
        "announcement with 第…号), irregular; NULL when there is none or it says 无",
    )
    validity: str | None = column("有效性，照原样，如有效、失效、废止", "validity as written: 有效, 失效, 废止 …")
    valid_from: date | None = column("生效日期（亦作实施日期）", "day it takes effect")
    valid_to: date | None = column("废止日期（亦作失效日期）", "day it lapses or is repealed")
    title: str | None = column("信息表中的标题（亦作名称），照原样", "title in the block, as written")
    how: str | None = column(
        "信息表的做法：table 表格、definition-list 定义列表、text 其他元素中的文字",
        "how the block is built: table, definition-list, text",
    )
    labels: int | None = column("信息表中认得的标签数", "labels of the block that were recognised", unit="labels")


class Attachment(Fact):
    """One row per page and file it offers. Size, type and reachability of the file are in `link_target`, by `target`."""

    name_of_table = "attachment"
    key = ("url", "target")
    meaning = Text(zh="附件（网页提供的文件）", en="Attachments: files a page offers")

    url: str | None = column("网页地址", "address of the page")
    target: str | None = column("文件的绝对地址", "absolute address of the file")
    text: str | None = column(
        "链接文字（或图片的替代文字）；嵌入而无文字的为空",
        "text of the link, or of its image; NULL when embedded without any",
    )
    extension: str | None = column(
        "扩展名，小写，不含点；先取自地址，其次取自文字；都没有为空",
        "file name extension, lower case, without dot; from the address, else from the text; NULL when neither has one",
    )
    announced_size: int | None = column(
        "文字所标的大小（1 KB 按 1024 字节）；未标为空",
        "size the text announces, 1 KB taken as 1024 bytes; NULL when none",
        unit="bytes",
    )
    embedded: bool | None = column(
        "是否由 iframe、embed、object 在页内显示", "whether an iframe, embed or object shows it in the page"
    )
    region: str | None = column(
        "位置：header、navigation、breadcrumb、main、footer", "where: header, navigation, breadcrumb, main, footer"
    )
    internal: bool | None = column("是否在本站", "whether it is on the site")


class SecrecyMark(Fact):
    """One row per secrecy mark a page shows. What stands around the mark is kept out of the facts on purpose."""

    name_of_table = "secrecy_mark"
    key = ("url", "ordinal")
    meaning = Text(zh="网页所示国家秘密标志", en="Marks of state secrecy shown on pages")

    url: str | None = column("网页地址", "address of the page", sensitivity=Sensitivity.INTERNAL)
    ordinal: int | None = column("在网页中的次序，从 1 起", "order in the page, from 1")
    mark: str | None = column(
        "标志，照原样去空白，如 绝密★、机密★1年",
        "the mark as written without blanks, such as 绝密★ or 机密★1年",
        sensitivity=Sensitivity.INTERNAL,
    )
    found_in: str | None = column(
        "所在：text 正文等文字、title 标题（title 元素或 ArticleTitle 标签）、attachment-name 附件名、link-text 链接文字",
        "where: text; title (title element or ArticleTitle tag); attachment-name; link-text",
    )
    alone: bool | None = column(
        "是否独占一行或一格（如公文首页版头）；夹在句中可能是在讲解标志的写法",
        "whether it stands alone in its line or cell, as on the first page of a document; within a sentence it may be "
        "an explanation of such marks",
    )


DOCUMENT_TABLES = (DocumentHeader, Attachment, SecrecyMark)
