"""A check: one way to verify (证实方法), with its parameters, the facts it needs, one SELECT, messages and cases."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BeforeValidator, Discriminator, Field, Tag, model_validator

from egovspec.model.base import Document, Name, Shape, Text, Wording
from egovspec.model.outcome import Outcome
from egovspec.model.wrong import Wrong

Variable = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
TableName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]


class ValueType(StrEnum):
    """Types a parameter may have. The list forms bind as lists."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    TIMESTAMP = "timestamp"
    DURATION = "duration"
    TEXTS = "texts"
    INTEGERS = "integers"


class SpecKind(StrEnum):
    """Kinds of spec a parameter may name."""

    COLUMNS = "columns"
    METADATA = "metadata"
    CODELIST = "codelist"
    CALENDAR = "calendar"


class SpecParameter(Shape):
    """A parameter that names a spec; it binds as the exact reference, the value of `spec` in the spec_* tables."""

    spec: SpecKind
    meaning: Text | None = None


class ValueParameter(Shape):
    """A parameter that is a value."""

    type: ValueType
    default: Any = Field(None, description="缺省值。Used when nobody gives one.")
    one_of: list[str] = Field(default_factory=list, description="允许的取值。The only values allowed.")
    meaning: Text | None = None


def _which(value: Any) -> str:
    return "spec" if isinstance(value, SpecParameter) or (isinstance(value, dict) and "spec" in value) else "value"


Parameter = Annotated[
    Annotated[SpecParameter, Tag("spec")] | Annotated[ValueParameter, Tag("value")], Discriminator(_which)
]


class WhenEmpty(Shape):
    """What no row means, where it does not mean "could not be determined"."""

    outcome: Literal[Outcome.NOT_APPLICABLE]
    because: Text


class Message(Shape):
    """What a finding says. `{name}` is a column of the result; nothing else is filled in."""

    fail: Text | None = None
    open: Text | None = None
    pass_: Text | None = Field(None, alias="pass")


def _moment(value: Any) -> Any:
    if isinstance(value, str) and len(value) == 10:
        return f"{value}T00:00:00"
    return datetime(value.year, value.month, value.day) if type(value) is date else value


class Expected(Shape):
    """One finding a case must give. Without a subject: the finding about the whole deployment, when no row was returned."""

    subject: str = ""
    outcome: Literal[Outcome.PASS, Outcome.FAIL, Outcome.OPEN, Outcome.NOT_APPLICABLE]
    message: str | None = Field(None, description="消息（中文）须含此文字。Text the Chinese message must contain.")
    faults: int | None = Field(
        None,
        ge=1,
        description="该对象的问题处数，即检查的 faults 栏。Faults of the subject, the check's column `faults`.",
    )


class Case(Shape):
    """Facts in, findings out: a test, an example on the check's page, a seed of mutation."""

    name: Text
    as_of: Annotated[datetime, BeforeValidator(_moment)] = Field(
        datetime(2026, 3, 1), description="判定时刻（UTC），缺省 2026-03-01。The moment, UTC."
    )
    with_: dict[Variable, Any] = Field(default_factory=dict, alias="with")
    given: dict[TableName, list[dict[Variable, Any]]] = Field(
        default_factory=dict, description="事实；未列的表为空，未列的栏为空值。Facts; what is not named is empty."
    )
    expect: list[Expected] = Field(min_length=1)


class Survivor(Shape):
    """A change of the SQL that no case can notice, and why: both ways say the same of every fact there can be."""

    change: Wording = Field(
        description="改动，照 egovspec test 所列抄写。The change, as `egovspec test` lists it.",
        examples=["JOIN own AS o → LEFT JOIN"],
    )
    because: Text = Field(description="为什么任何用例都看不出这一改动。Why no case can notice it.")


class PassesWithout(Shape):
    """A column whose absence may turn a finding into a pass, and why that is right."""

    column: str = Field(
        pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$",
        description="表.栏，照 egovspec test 所列抄写。table.column, as `egovspec test` lists it.",
        examples=["link_target.size"],
    )
    because: Text = Field(description="为什么该栏为空值时可以判为符合。Why it may pass when the column is NULL.")


class Check(Document):
    """A way to verify. Written in full (`needs`, `select`) or short, for rows of one table (`each`, `where`, `must`)."""

    # What is known of its proof may grow when mutants are made better, and is no part of what was released.
    NOT_RELEASED: ClassVar[frozenset[str]] = frozenset({"survivors", "passes_without"})

    kind: Literal["check"]
    title: Text
    parameters: dict[Variable, Parameter] = Field(default_factory=dict)
    needs: list[TableName] = Field(default_factory=list, description="所需事实表。Fact tables it needs.")
    absence: Literal["decides"] | None = Field(
        None,
        description="由“没有”作出判定：采集不全时不判失败。Absence decides: partial coverage leaves a failure open.",
    )
    select: str | None = Field(None, description="一条 SELECT：subject、ok，可有 place 及消息所用各栏。One SELECT.")
    each: TableName | None = Field(
        None, description="简写：逐行判定的事实表。Short form: judge each row of this table."
    )
    where: str | None = None
    must: str | None = None
    subject: str | None = Field(
        None, description="简写的对象，缺省为表的键。Subject of the short form; the table's key."
    )
    place: str | None = None
    when_empty: WhenEmpty | None = None
    message: Message = Field(default_factory=lambda: Message.model_validate({}))
    cases: list[Case] = Field(default_factory=list)
    survivors: list[Survivor] = Field(
        default_factory=list,
        description="没有用例能看出的 SQL 改动及理由，至多占 5%；不计入发布摘要。"
        "Changes of the SQL that no case can notice, with the reason; at most 5 %; no part of the released digest.",
    )
    passes_without: list[PassesWithout] = Field(
        default_factory=list,
        description="为空值时可以判为符合的栏及理由；不计入发布摘要。"
        "Columns that may be NULL and the check still passes, with the reason; no part of the released digest.",
    )

    @model_validator(mode="after")
    def _one_spelling(self) -> Self:
        if (self.select is None) == (self.each is None):
            raise Wrong(
                "must be written either with `select` or with `each` and `must`",
                "必须写成 `select`，或写成 `each` 与 `must`，二者择一",
                *([] if self.select is None else ["each"]),
            )
        if self.each is not None and self.must is None:
            raise Wrong("`each` needs `must`", "`each` 需要 `must`", "each")
        if self.select is not None:
            for part in ("where", "must", "subject", "place"):
                if getattr(self, part) is not None:
                    en = f"`{part}` belongs to `each`, not to `select`"
                    raise Wrong(en, f"`{part}` 与 `each` 同用，不与 `select` 同用", part)
            if not self.needs:
                en = "`select` must say which fact tables it `needs`"
                raise Wrong(en, "`select` 必须用 `needs` 注明所需事实表", "select")
        return self


__all__ = [
    "Case",
    "Check",
    "Expected",
    "Message",
    "Name",
    "Parameter",
    "PassesWithout",
    "SpecKind",
    "SpecParameter",
    "Survivor",
    "ValueParameter",
    "ValueType",
    "WhenEmpty",
]
