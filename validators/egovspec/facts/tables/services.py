"""Facts about service guides (办事指南): what a guide shows of the ten elements an applicant needs, and of its materials.

The ten are those of the inspection indicators of 2019 (gbmh-2019-19#V6, D2.4). Kept as seen: whether an element that is
empty, vague or missing matters is for checks to say.
"""

from __future__ import annotations

from egovspec.facts.tables.base import Fact, column
from egovspec.model.base import Text

_ELEMENTS_ZH = (
    "item-name 事项名称、legal-basis 设定依据、conditions 申请条件、materials 办理材料、place 办理地点、agency 办理机构、"
    "fee 收费标准、hours 办理时间、phone 联系电话、process 办理流程"
)
_ELEMENTS_EN = (
    "item-name, legal-basis (of the item), conditions (for applying), materials (to hand in), place (of handling), "
    "agency (in charge), fee, hours (of handling), phone (for enquiry), process (of handling)"
)


class Guide(Fact):
    """One row per page that is a service guide."""

    name_of_table = "guide"
    key = ("url",)
    meaning = Text(zh="办事指南", en="Service guides")

    url: str | None = column("办事指南所在网页", "page the guide stands on")
    item_name: str | None = column(
        "事项名称：指南中标注的，没有标注则取网页的主标题；两者都没有则为空",
        "name of the item: as labelled in the guide, or else the main heading of the page; empty when it has neither",
    )
    item_code: str | None = column(
        "事项编码，照原样；没有则为空", "code of the item, as written; empty when the guide shows none"
    )
    elements: int | None = column(
        "十项要素中已有内容的项数；scripted 为真时，这是不经脚本即可看到的项数",
        "how many of the ten elements have content; where `scripted` is true, those seen without the script",
        unit="elements",
    )
    materials: int | None = column(
        "逐项列出的材料数；未列出为 0，由脚本生成为空；guide_material 每个网页最多收录 300 行，此处是全部",
        "materials listed one by one; 0 when none is, empty when a script draws them; guide_material holds at most 300 "
        "rows a page, this counts all",
        unit="materials",
    )
    how: str | None = column(
        "排版方式：table 表格、definition-list 定义列表、headings 标题加正文、tabs 选项卡、lines 逐行的“名称：内容”、mixed 混用",
        "layout: table, definition-list, headings (over text), tabs, lines (label: value), mixed (more than one of them)",
    )
    scripted: bool | None = column(
        "是否有内容由脚本填入：为真时，未见到的要素是未知而不是缺失",
        "whether a script fills in content: when true, elements not seen are unknown and not missing",
    )
    service_object: str | None = column(
        "服务对象，照原样；没有则为空", "whom the service is for, as written; empty when the guide does not say"
    )
    form_links: int | None = column(
        "指向空白表格的链接数", "links to blank forms on the page, by their words or their file", unit="links"
    )
    sample_links: int | None = column(
        "指向样表、示范文本、填写说明的链接数",
        "links to filled-in samples or to instructions for filling",
        unit="links",
    )
    apply_link: str | None = column(
        "在线办理入口的地址；没有入口，或入口由脚本打开时为空（见 apply_label）",
        "address of the entry for applying online; empty when there is no entry, or a script opens it (see apply_label)",
    )
    apply_label: str | None = column(
        "在线办理入口的文字，如“在线办理”“我要办”；没有入口则为空",
        "words of the entry for applying online, such as 在线办理 or 我要办; empty when there is no entry",
    )


class GuideElement(Fact):
    """One row per guide and each of the ten elements, shown or not."""

    name_of_table = "guide_element"
    key = ("url", "element")
    meaning = Text(zh="办事指南的要素", en="Elements of service guides")

    url: str | None = column("办事指南所在网页", "page the guide stands on")
    element: str | None = column(f"要素：{_ELEMENTS_ZH}", f"element: {_ELEMENTS_EN}")
    label: str | None = column(
        "网页所用的名称，照原样；没有标注则为空",
        "what the page calls it, as written; empty when nothing is labelled so",
    )
    value: str | None = column(
        "内容，合为一行，最多 1000 个字符；有标注而无内容为空字符串，没有标注或未知则为空",
        "content on one line, at most 1000 characters; an empty string when labelled but empty, NULL when not labelled "
        "or unknown",
    )
    length: int | None = column(
        "内容的字符数（不计空白，不受 1000 个字符限制）；value 为空时为空",
        "visible characters of the whole content, beyond the 1000 kept too; NULL when `value` is NULL",
        unit="characters",
    )
    seen: str | None = column(
        "所见：filled 有文字或图片、empty 有标注而无内容（或只有横线等符号）、absent 没有标注、scripted 由脚本填入而未知",
        "what was seen: filled (words or a picture), empty (labelled, but nothing or a mere dash), absent (not labelled), "
        "scripted (filled by script, unknown)",
    )
    links: int | None = column(
        "内容中的链接数；value 为空时为空", "links inside; NULL when `value` is NULL", unit="links"
    )
    images: int | None = column(
        "内容中的图片数，如以图片表示的流程图；value 为空时为空",
        "pictures inside, such as a flow chart; NULL when `value` is NULL",
        unit="pictures",
    )
    how: str | None = column(
        "排版方式：table、definition-list、headings、tabs、lines；title 表示取自网页主标题；没有标注则为空",
        "layout: table, definition-list, headings, tabs, lines; title when taken from the main heading of the page; "
        "empty when not labelled",
    )
    vague: str | None = column(
        "其中第一处含糊用语的原文，如“其他材料”“法律法规规定的其他条件”；没有则为空",
        "the first catch-all wording in it, as written, such as 其他材料 or 法律法规规定的其他条件; empty when there is none",
    )


class GuideMaterial(Fact):
    """One row per material a guide lists, at most 300 a page."""

    name_of_table = "guide_material"
    key = ("url", "ordinal")
    meaning = Text(zh="办事指南所列材料", en="Materials listed in service guides")

    url: str | None = column("办事指南所在网页", "page the guide stands on")
    ordinal: int | None = column("在材料清单中的次序，从 1 起", "order in the list of materials, from 1")
    name: str | None = column("材料名称，照原样", "name of the material, as written")
    original: str | None = column(
        "形式：original 原件、copy 复印件、both 两者都提到；没有说明则为空",
        "original, copy, both (when both are named); empty when it does not say",
    )
    medium: str | None = column(
        "介质：paper 纸质、electronic 电子、both 两者都提到；没有说明则为空",
        "paper, electronic, both (when both are named); empty when it does not say",
    )
    copies: int | None = column(
        "份数；原件与复印件分别写明份数的，为其和；没有说明则为空",
        "number of copies; the sum where originals and copies are counted apart; empty when it does not say",
        unit="copies",
    )
    form_url: str | None = column(
        "该材料所附空白表格的地址；没有则为空", "address of the blank form beside it; empty when there is none"
    )
    sample_url: str | None = column(
        "该材料所附样表或示范文本的地址；没有则为空", "address of the sample beside it; empty when there is none"
    )
    required: bool | None = column(
        "是否必须提交；没有说明则为空", "whether it must be handed in; empty when it does not say"
    )
    vague: str | None = column(
        "其中第一处含糊用语的原文；没有则为空",
        "the first catch-all wording in it, as written; empty when there is none",
    )


SERVICE_TABLES = (Guide, GuideElement, GuideMaterial)
