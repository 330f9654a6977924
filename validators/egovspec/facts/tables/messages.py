"""Facts about messages a portal publishes with its replies (留言、来信): when asked, when answered, by whom, how long.

What people wrote is counted and not kept, and who wrote it is not read at all: the inspection indicators ask for the
time of the message, the time, unit and text of the reply (gbmh-2019-19#D3.3, V5.2), never for the writer.
"""

from __future__ import annotations

from datetime import date, datetime

from egovspec.facts.tables.base import Fact, column
from egovspec.model.base import Text


class Message(Fact):
    """One row per message shown on a list of messages or on a page of its own, at most 500 a page."""

    name_of_table = "message"
    key = ("url", "ordinal")
    meaning = Text(zh="公开的留言", en="Published messages and their replies")

    url: str | None = column("留言所在网页", "page the message is shown on")
    ordinal: int | None = column("在网页中的次序，从 1 起", "order on the page, from 1")
    title: str | None = column(
        "留言标题，照原样；其中的手机号码、证件号码和邮箱以“＊”代替",
        "title of the message, as written; mobile numbers, identity numbers and mail addresses in it are replaced by ＊",
    )
    message_url: str | None = column(
        "留言详情页的地址：列表中标题所指，详情页则为其自身；由脚本打开则为空",
        "address of the message's own page: where its row leads, or this page itself; empty when a script opens it",
    )
    number: str | None = column(
        "信件编号，照原样；没有则为空", "number of the message, as written; empty when none is shown"
    )
    kind: str | None = column(
        "留言类别，照原样，如咨询、投诉、建议；没有则为空",
        "kind of message, as written, such as 咨询, 投诉, 建议; empty when none is shown",
    )
    asked_on: date | None = column("留言日期；没有则为空", "day of the message; empty when none is shown")
    asked_at: datetime | None = column(
        "留言时间，当地时间；只有日期时为空", "time of the message, local; empty when only a date is given"
    )
    replied_on: date | None = column("回复日期；没有则为空", "day of the reply; empty when none is shown")
    replied_at: datetime | None = column(
        "回复时间，当地时间；只有日期时为空", "time of the reply, local; empty when only a date is given"
    )
    dated_by: str | None = column(
        "日期含义的来源：label 有名称或表头说明是留言时间或回复时间；position 没有说明，第一个日期视为留言日期、第二个视为"
        "回复日期；没有日期则为空",
        "how the meaning of the dates is known: label (a label or a column heading says it); position (nothing says it: "
        "the first is taken for the message, the second for the reply); empty when there is no date",
    )
    reply_unit: str | None = column(
        "回复、承办或受理单位，照原样；没有则为空",
        "unit that replied, handled or received it, as written; empty when none is shown",
    )
    reply_length: int | None = column(
        "回复内容的字符数（不计空白）；标有“回复内容”而没有内容，或只写“暂未回复”的为 0；网页不显示回复内容或由脚本填入"
        "则为空",
        "visible characters of the reply; 0 when it is labelled but empty or only says there is none yet; empty when the "
        "page shows no replies or a script fills them in",
        unit="characters",
    )
    question_length: int | None = column(
        "留言内容的字符数（不计空白）；网页不显示则为空",
        "visible characters of the message itself; empty when the page does not show it",
        unit="characters",
    )
    state: str | None = column(
        "办理状态，照原样，如已回复、办理中；没有则为空",
        "state, as written, such as 已回复 or 办理中; empty when none is shown",
    )
    shown_on: str | None = column(
        "所在网页：list 列出多件留言的网页、detail 一件留言的网页",
        "where: list (a page of messages), detail (the page of one message)",
    )
    scripted: bool | None = column(
        "是否有内容由脚本填入：为真时，未见到的内容是未知而不是缺失",
        "whether a script fills in content: when true, what was not seen is unknown and not missing",
    )
    on_page: int | None = column(
        "该网页列出的留言总数；超过 500 件的部分不收录",
        "messages the page shows in all; those beyond 500 are left out",
        unit="messages",
    )


MESSAGE_TABLES = (Message,)
