"""Facts the deployment file itself declares, and what was and was not collected."""

from __future__ import annotations

from egovspec.facts.tables.base import Table, column
from egovspec.model.base import Text


class DeploymentFact(Table):
    """One row: who the deployment says it is."""

    name_of_table = "deployment"
    key = ("id",)
    meaning = Text(zh="部署", en="The deployment")
    place_column = None

    id: str | None = column("部署编号", "id of the deployment")
    kind: str | None = column("类别，取自实施方案", "kind, from its profile")
    tier: str | None = column("层级：province、city、county", "tier: province, city, county")
    division: str | None = column("行政区划代码，六位", "division code, six digits")
    title_zh: str | None = column("中文名称", "title in Chinese")
    title_en: str | None = column("英文名称", "title in English")


class TraitFact(Table):
    """One row per trait the deployment declares."""

    name_of_table = "deployment_trait"
    key = ("name",)
    meaning = Text(zh="部署特征", en="Traits of the deployment")
    place_column = None

    name: str | None = column("特征名", "name of the trait")
    value: str | None = column("特征值，文字", "value, as text")


class CoverageFact(Table):
    """One row per evidence and fact table: how much of it was collected. Every check may read it."""

    name_of_table = "coverage"
    key = ("evidence", "fact_table")
    meaning = Text(zh="采集覆盖", en="Coverage of the collection")
    place_column = None

    evidence: str | None = column("证据编号", "id of the evidence")
    collector: str | None = column("采集器", "the collector")
    fact_table: str | None = column("事实表", "the fact table")
    state: str | None = column("complete 完整、partial 部分、none 未采集", "complete, partial or none")
    reason: str | None = column("理由", "reason, as a word")
    required: bool | None = column("是否必需的证据", "whether the evidence is required")


DEPLOYMENT_TABLES = (DeploymentFact, TraitFact, CoverageFact)
