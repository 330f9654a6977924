"""Parameters in SQL.

Values are bound, never pasted. In the guarded tree every `$x` becomes `CAST($x AS T)`, and the SQL that runs is generated
from that tree, so that what was guarded is what runs.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from egovspec.model.check import Parameter, SpecParameter, ValueType

ENGINE_TYPE: dict[ValueType, str] = {
    ValueType.TEXT: "VARCHAR",
    ValueType.INTEGER: "BIGINT",
    ValueType.NUMBER: "DOUBLE",
    ValueType.BOOLEAN: "BOOLEAN",
    ValueType.DATE: "DATE",
    ValueType.TIMESTAMP: "TIMESTAMP",
    ValueType.DURATION: "INTERVAL",
    ValueType.TEXTS: "VARCHAR[]",
    ValueType.INTEGERS: "BIGINT[]",
}
CLOCK = {"as_of": "TIMESTAMP", "today": "DATE"}


def types_of(parameters: Mapping[str, Parameter]) -> dict[str, str]:
    """Engine type of every parameter, the two of the clock included."""
    own = {
        name: "VARCHAR" if isinstance(parameter, SpecParameter) else ENGINE_TYPE[parameter.type]
        for name, parameter in parameters.items()
    }
    return own | CLOCK


def bound_sql(tree: exp.Query, types: Mapping[str, str]) -> str:
    """SQL of a guarded tree with every parameter inside a cast to its type."""
    copy = tree.copy()
    for found in list(copy.find_all(exp.Placeholder, exp.Parameter)):
        found.replace(exp.cast(found.copy(), types[found.name], dialect="duckdb"))
    return copy.sql(dialect="duckdb")
