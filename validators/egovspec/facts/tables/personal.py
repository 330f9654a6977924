"""Facts about personal data on pages: what was seen, where, and in masked form only. What may stand there is judged."""

from __future__ import annotations

from egovspec.facts.tables.base import Fact, Sensitivity, column
from egovspec.model.base import Text


class PersonalData(Fact):
    """One row per value seen, at most 100 of each kind on a page; the values themselves are never kept."""

    name_of_table = "personal_data"
    key = ("url", "kind", "masked", "ordinal")
    meaning = Text(
        zh="网页上的个人信息：每处一行，只保留遮盖后的形式；每页每类最多 100 行，其余的数目记在该类最后一行的 more 中",
        en="Personal data on pages: one row per value, masked; at most 100 of a kind on a page, the last of which counts "
        "the others in `more`",
    )

    url: str | None = column("网页地址", "address of the page")
    ordinal: int | None = column("在网页中的次序，从 1 起，各类连续编号", "order in the page, from 1, over all kinds")
    kind: str | None = column(
        "类别：identity-number 公民身份号码（地址码、出生日期、校验码均成立）、old-identity-number 15 位旧身份证号（须有标签或表头）、"
        "mobile 手机号码、bank-card 银行卡号（发卡范围与校验位成立，且有标签、表头或四位一组）、email 电子邮件地址",
        "identity-number (region, birth date and check digit all hold); old-identity-number (15 digits, only with a label or "
        "header); mobile; bank-card (issuer range and check digit hold, with a label, a header or groups of four); email",
    )
    masked: str | None = column(
        "遮盖后的形式：身份号码留前 2 位后 3 位，手机留前 3 位后 4 位，银行卡留后 4 位，邮箱留首字母和域名",
        "masked form: of an identity number the first 2 and last 3 characters remain, of a mobile the first 3 and last 4, "
        "of a card the last 4, of an e-mail address the first letter and the domain",
        sensitivity=Sensitivity.PERSONAL,
    )
    found_in: str | None = column(
        "出处：text 正文文字、table-cell 数据表的单元格、link-text 链接文字、title 网页标题、tag 页面标签、attribute 元素属性",
        "where it stands: text, table-cell (of a data table), link-text, title (of the page), tag (meta element), attribute",
    )
    label: str | None = column(
        "旁边的标签或所在列的表头（只取身份证号、联系电话等已知词语），标签和属性中的值取标签名、属性名；没有时为空",
        "the word beside it or the header of its column, known words such as 身份证号 only; for tags and attributes their "
        "name; empty when there is none",
    )
    confirmed_by: str | None = column(
        "认定依据：region 地址码、birth date 出生日期、check digit 校验码、label 标签、issuer range 发卡范围、"
        "groups of four 四位一组、number range 号段、form of an address 邮箱格式、government domain 政府域名、"
        "within a longer number 含于残疾人证号或学籍号",
        "what confirmed it, one or more of: region, birth date, check digit, label, issuer range, groups of four, number "
        "range, form of an address, government domain, within a longer number (a disability certificate, a pupil's number)",
    )
    region_of_page: str | None = column(
        "网页区域：header、navigation、breadcrumb、main、footer；标题和页面标签为空",
        "part of the page: header, navigation, breadcrumb, main, footer; empty for the title and meta elements",
    )
    office: bool | None = column(
        "手机和邮箱是否为单位联系方式：位于页脚、页首，或在表格之外带有咨询电话、联系方式等标签，或为政府域名、本站域名的邮箱；身份号码和银行卡恒为否",
        "whether a mobile or e-mail address is an office's: in the footer or header, beside a word of contact (咨询电话, "
        "联系方式) outside of data tables, or at a government domain or the site's own; never for numbers and cards",
    )
    more: int | None = column(
        "本页该类中未逐行列出的处数，只在该类最后一行有值；未截断时为空",
        "values of this kind on the page beyond those listed, on the last row of the kind only; empty when none was cut",
        unit="values",
    )


class PersonalColumn(Fact):
    """One row per header of a table that announces personal data."""

    name_of_table = "personal_column"
    key = ("url", "ordinal")
    meaning = Text(
        zh="数据表中涉及个人信息的表头：每个表头一行，每页最多 100 行",
        en="Headers of data tables that announce personal data: one row per header, at most 100 on a page",
    )

    url: str | None = column("网页地址", "address of the page")
    ordinal: int | None = column("在网页中的次序，从 1 起", "order in the page, from 1")
    header: str | None = column(
        "表头，照原样（空白合并，最多 30 字）", "header as written, white space collapsed, at most 30 characters"
    )
    kind: str | None = column(
        "内容类别：name 姓名、identity-number 身份证件号码、phone 个人电话、email 邮箱、address 家庭住址（同行有姓名时也含“地址”）、"
        "bank-card 银行卡或账号、birth-date 出生日期、health 病历病情、disability 残疾、family 家庭关系、marriage 婚姻、"
        "reproduction 怀孕与生育、property 收入财产、experience 简历",
        "what it announces: name, identity-number, phone (not an office's), email, address (of a home; a bare 地址 only beside "
        "a name), bank-card (or account), birth-date, health, disability, family, marriage, reproduction, property, experience",
    )
    direction: str | None = column(
        "值的方向：below 在表头下方、beside 在表头右侧（登记表式）",
        "where its values are: below the header; beside it, to the right, as in a form",
    )
    rows: int | None = column(
        "该表头下（或右侧）有内容的单元格数；0 为空白表样",
        "cells with content below or beside it; 0 in a blank form",
        unit="rows",
    )
    masked_rows: int | None = column(
        "其中含遮盖符号（*、×、●、○、连续的 X 或“某”）的单元格数",
        "those of them that carry signs of masking: *, ×, ●, ○, X in a row, 某",
        unit="rows",
    )
    more: int | None = column(
        "本页未逐行列出的表头数，只在最后一行有值；未截断时为空",
        "headers on the page beyond those listed, on the last row only; empty when none was cut",
        unit="headers",
    )


PERSONAL_TABLES: tuple[type[Fact], ...] = (PersonalData, PersonalColumn)
