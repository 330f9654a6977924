"""What an editor shows at a key, where the model itself does not say it in both languages.

Many keys mean the same wherever they stand; the rest are named by the part they belong to. Kept beside the schemas because only
editors read these sentences: the pages of the site have whole paragraphs in their place.
"""

from __future__ import annotations

from typing import Final

# By key, wherever it stands.
COMMON: Final[dict[str, str]] = {
    "kind": "文件的种类。Kind of document.",
    "title": "名称，中英文俱全。Name, in both languages.",
    "note": "说明，不是要求。A note; it asks nothing.",
    "basis": "依据条文：来源#条款。Clauses it rests on: source#clause.",
    "origin": "出处：norm 规范、practice 惯例、proposal 本项目建议。A norm, common practice, or a proposal.",
    "confidence": "依据的核实程度：A、B 为原文或互证，C 为单一转引，D 未能核实。How well the basis is confirmed.",
    "tier": "层级：province 省、city 设区市、county 县。Tier of government.",
    "because": "理由，中英文俱全，写入报告。The reason, in both languages; the report shows it.",
    "meaning": "含义，中英文俱全。What it means, in both languages.",
    "on": "日期。The day.",
    "expires": "到期日；当日仍有效。Last day on which it holds.",
    "most": "最高分值。The most points.",
    "name": "名称，中英文俱全。Name, in both languages.",
}
# By the part of a document, then by key.
OF: Final[dict[str, dict[str, str]]] = {
    "Source": {
        "issuer": "发布机关。Who issued it.",
        "clauses": "条文，逐条用自己的话概述。Its clauses, one by one, in our own words.",
    },
    "Standard": {"provisions": "条款，编号永不复用。Its provisions; ids are never reused."},
    "Check": {
        "parameters": "参数：名称与类型，SQL 中写作 $名称。Parameters by name; the SQL binds them as $name.",
        "where": "简写：只判这些行（SQL 条件）。Short form: only these rows are judged (an SQL condition).",
        "must": "简写：每行应满足的 SQL 条件。Short form: what must hold of each row (an SQL condition).",
        "place": "简写：问题所在的位置（SQL 表达式）。Short form: where a fault is (an SQL expression).",
        "when_empty": "没有任何行时如何判定；缺省为未能判定。What no row means; by default: could not be determined.",
        "message": "判定所附的消息。What findings say.",
        "cases": "用例：至少各有一例通过、不通过、未能判定。Cases: at least one passes, one fails, one stays open.",
    },
    "SpecParameter": {"spec": "参数所指规格的种类。Kind of spec the parameter names."},
    "ValueParameter": {"type": "取值类型；texts、integers 为列表。Type of the value; texts and integers are lists."},
    "WhenEmpty": {"outcome": "只能是不适用。Always not-applicable."},
    "Message": {
        "fail": "不通过时；{栏} 以结果中该栏的值代入。When it fails; {column} is filled in from the result.",
        "open": "未能判定时；{栏} 代入。When it stays open; {column} is filled in.",
        "pass": "通过时；{栏} 代入。When it passes; {column} is filled in.",
    },
    "Case": {
        "name": "用例说明的情形，中英文俱全。The situation it shows, in both languages.",
        "with": "参数取值。Values of the parameters.",
        "expect": "应得的判定，每个对象一项。Findings it must give, one for each subject.",
    },
    "Expected": {
        "subject": "对象；不写则为整个部署（没有返回行）。The subject; none: the whole deployment, when no row was returned.",
        "outcome": "应得的结果。The outcome it must have.",
    },
    "ColumnTree": {
        "columns": "一级栏目，下级写在各自的 columns 之内。First-level columns; those below stand in theirs."
    },
    "Column": {
        "columns": "下级栏目。Columns below it.",
        "origin": "出处，缺省为 proposal。A norm, common practice, or a proposal (the default).",
    },
    "Metadata": {"elements": "元数据元素。The elements."},
    "Element": {
        "obligation": "约束：mandatory 必备、optional 可选。Whether it must be there.",
        "type": "值的类型，缺省 text。Type of its value; text by default.",
        "codelist": "取值所依的代码表。Code list its values come from.",
        "example": "示例值。An example of a value.",
    },
    "CodeList": {"codes": "代码，逐项。The codes."},
    "Code": {
        "code": "代码；像数字的加引号。The code; in quotes where it looks like a number.",
        "parent": "上级代码。The code above it.",
        "valid_from": "启用日期。Valid from.",
        "valid_to": "停用日期。Valid to.",
    },
    "Calendar": {"years": "年度，须连续。Years, without a gap."},
    "Holiday": {"first": "放假第一天。First day off.", "last": "放假最后一天。Last day off."},
    "Year": {
        "year": "年份。The year.",
        "status": "published 已公布；unconfirmed 尚未公布，只计法定与周末。Whether its days are published.",
        "holidays": "放假安排。Runs of days off.",
    },
    "Glossary": {"terms": "术语。The terms."},
    "Profile": {"binds": "约束哪类部署。The kind of deployment it binds."},
    "Inclusion": {
        "standard": "所采用的标准。The standard.",
        "with": "参数取值，用于该标准全部条款。Values of parameters, throughout the standard.",
        "without": "其中不适用的条款及理由。Provisions of it that do not apply, and why.",
    },
    "Scoring": {
        "bonus": "加分何时计入、至多多少。When rewards count, and how much at most.",
        "vetoes": "单项否决。Single vetoes.",
        "blocks": "扣分指标，分块列出。Blocks of indicators that lose points.",
        "rewards": "加分指标，分块列出。Blocks of indicators that earn points.",
        "exempt": "对某些部署不计分的指标块。Blocks that are not scored for some deployments.",
    },
    "Block": {"items": "本块的指标。Its indicators."},
    "BlockExempt": {"when": "部署声明该特征时。When the trait is declared."},
    "Bonus": {"above": "结果高于此分才加分。Rewards count only above this result."},
    "Veto": {"provisions": "任一不符合即否决。It falls when one of them fails."},
    "TraitCondition": {"trait": "部署文件 traits 中的名称。Name of a trait the deployment declares."},
    "Deployment": {
        "title": "部署的名称。Name of the deployment.",
        "division": "行政区划代码，六位，加引号。Division code, six digits, in quotes.",
        "evidence": "要查看的材料，如一个网站。What to look at, such as a website.",
        "attestations": "人工核验答复所在的文件。File with the answers to what a person decides.",
        "waivers": "豁免所在的文件。File with approved exceptions.",
    },
    "Limits": {
        "pages": "至多采集的网页数。Most pages.",
        "page_bytes": "每页至多读取的字节数。Most bytes of one page.",
        "links_per_page": "每页至多记录的链接数。Most links of one page.",
        "redirects": "至多跟随的跳转次数。Most redirects that are followed.",
    },
    "visits": {
        "collect": "采集器：访问日志。The collector: a log of visits.",
        "id": "这份材料的名称，同一部署内不重复。Name of this evidence, of which there is one in a deployment.",
    },
    "website": {
        "collect": "采集器：网站。The collector: a website.",
        "id": "这份材料的名称，同一部署内不重复。Name of this evidence, of which there is one in a deployment.",
        "limits": "采集的限度。How far the crawl goes.",
    },
    "Attestations": {"attestations": "答复，每条款一项。The answers, one for each provision."},
    "Attestation": {
        "outcome": "结论：pass 符合、fail 不符合、not-applicable 不适用。What was found.",
        "on": "答复日期。Day of the answer.",
        "document": "所依据的书面材料。The paper the answer rests on.",
    },
    "SupportingDocument": {
        "title": "材料名称。Title of the paper.",
        "sha256": "材料文件的 SHA-256。SHA-256 of its file.",
    },
    "Waivers": {"waivers": "豁免。The exceptions."},
    "Waiver": {"on": "批准日期。Day of the approval."},
    "Releases": {
        "releases": "发布记录，只增不改。What was released; only added to.",
        "withdrawals": "废止记录。What was withdrawn.",
    },
    "Comparison": {"schema_version": "本结构的版本。Version of this form."},
    "Compared": {"changes": "变化，逐项。The changes, one by one."},
    "ChangeTold": {"before": "原来的内容。What stood there before.", "after": "现在的内容。What stands there now."},
    "Release": {"kind": "文件的种类。Kind of document.", "released": "发布日期。Day of the release."},
}
# By enumeration, then by value.
VALUES: Final[dict[str, dict[str, str]]] = {
    "Level": {"shall": "应：要求 requirement", "should": "宜：推荐 recommendation", "may": "可：允许 permission"},
    "Confidence": {
        "A": "原文全文核实 confirmed in full text",
        "B": "多个独立来源互证 confirmed in independent copies",
        "C": "单一转引；至多“宜” one secondary source; at most should",
        "D": "未能核实；不得发布 not confirmed; never released",
    },
    "Origin": {
        "norm": "规范性文件所定 laid down by a norm",
        "practice": "通行做法 common practice",
        "proposal": "本项目建议；至多“宜” a proposal; at most should",
    },
    "Tier": {"province": "省 province", "city": "设区市 city", "county": "县（市、区）county"},
    "Machine": {
        "auto": "自动核验 by machine, from facts",
        "record": "依台账、导出等记录核验 by machine, from records",
        "review": "人工核验 by a person",
        "aim": "目标，由其他条文落实 an aim other clauses make concrete",
    },
    "ValueType": {
        "text": "文字 text",
        "integer": "整数 whole number",
        "number": "数 number",
        "boolean": "true 或 false",
        "date": "日期 2026-03-01",
        "timestamp": "时刻 2026-03-01T08:00:00",
        "duration": "时长 P14D、P6M、PT15S",
        "texts": "文字列表 list of texts",
        "integers": "整数列表 list of whole numbers",
    },
    "SpecKind": {
        "columns": "栏目树 column tree",
        "metadata": "元数据元素集 element set",
        "codelist": "代码表 code list",
        "calendar": "工作日历 calendar of working days",
    },
    "PageKind": {
        "home": "首页 home page",
        "column": "栏目页 column page",
        "item": "内容页 item page",
        "other": "其他 other",
    },
    "Obligation": {"mandatory": "必备 must be there", "optional": "可选 may be there"},
    "YearStatus": {
        "published": "已公布 as published",
        "unconfirmed": "尚未公布 only what the law fixes, and weekends",
    },
}
# What to type less of: by the part of a document, an item as an editor sets it out. $1 … are the places to fill in.
SNIPPETS: Final[dict[str, tuple[str, dict[str, object]]]] = {
    "Provision": (
        "条款 provision",
        {
            "id": "$1",
            "level": "${2|shall,should,may|}",
            "title": {"zh": "$3", "en": "$4"},
            "text": {"zh": "$5", "en": "$6"},
            "basis": ["$7"],
            "confidence": "${8|A,B,C,D|}",
            "origin": "${9|norm,practice,proposal|}",
            "verify": [{"check": "$10"}],
            "fix": {"zh": "$11", "en": "$12"},
            "since": '"1.0.0"',
        },
    ),
    "Case": (
        "用例 case",
        {
            "name": {"zh": "$1", "en": "$2"},
            "given": {"$3": ["$4"]},
            "expect": [{"subject": "$5", "outcome": "${6|pass,fail,open,not-applicable|}"}],
        },
    ),
    "Clause": (
        "条文 clause",
        {"id": "$1", "text": {"zh": "$2", "en": "$3"}, "machine": ["${4|auto,record,review,aim|}"]},
    ),
    "Column": ("栏目 column", {"path": "$1", "name": {"zh": "$2", "en": "$3"}}),
    "Code": ("代码 code", {"code": '"$1"', "name": {"zh": "$2", "en": "$3"}}),
    "Term": ("术语 term", {"zh": "$1", "en": "$2", "meaning": {"zh": "$3", "en": "$4"}}),
}
EXAMPLES: Final[dict[str, dict[str, list[object]]]] = {
    "Standard": {"code": ["PC"]},
    "Source": {"number": ["国办发〔2017〕47号", "GB/T 1.1-2020"], "issued": ["2017-05-15"]},
    "Check": {
        "needs": [["column_seen"]],
        "where": ["kind = 'item'"],
        "must": ["source IS NOT NULL AND source <> ''"],
        "each": ["page"],
    },
    "Case": {"as_of": ["2026-03-01", "2026-03-01T15:59:59"]},
    "Column": {"aliases": [["信息公开", "走进*"]], "min_items": [1]},
    "Element": {"pattern": [r"\d{4}-\d{2}-\d{2}"]},
    "Binds": {"kind": ["portal"]},
    "Deployment": {"division": ["330100"], "attestations": ["attestations.yaml"], "waivers": ["waivers.yaml"]},
    "Attestation": {"by": ["市政务服务中心业务科"], "on": ["2026-03-01"], "expires": ["2027-02-28"]},
    "Waiver": {"approved_by": ["市政府办公室主任"]},
}

__all__ = ["COMMON", "EXAMPLES", "OF", "SNIPPETS", "VALUES"]
