"""Functions a check may call, by the name its author writes, each with one call the tests run on the engine.

Left out on purpose: whatever makes much out of little (range, repeat, lpad, format with a width), reads a clock, files
or settings, depends on the order of rows, or raises on a value it dislikes, because a value is stranger's text and one
bad page must not stop a check. What people reach for all the same stands in REFUSED, with what to write instead.
"""

from __future__ import annotations

from enum import Enum
from functools import cache
from typing import NamedTuple

import sqlglot
from sqlglot import exp

# The examples speak of these columns; their types stand in tests/test_guard.py too, with rows of every sort.
EXAMPLE_COLUMNS: dict[str, str] = {
    "s": "VARCHAR",
    "i": "BIGINT",
    "x": "DOUBLE",
    "b": "BOOLEAN",
    "d": "DATE",
    "d2": "DATE",
    "ts": "TIMESTAMP",
    "ts2": "TIMESTAMP",
    "iv": "INTERVAL",
    "l": "VARCHAR[]",
    "n": "BIGINT[]",
}

TEXT: dict[str, str] = {
    "lower": "lower(s)",
    "upper": "upper(s)",
    "trim": "trim(s, 'a ')",
    "ltrim": "ltrim(s)",
    "rtrim": "rtrim(s)",
    "length": "length(s)",  # characters of a text, members of a list
    "len": "len(l)",
    "strlen": "strlen(s)",  # bytes
    "substring": "substring(s, 2, 3)",
    "substr": "substr(s, -2)",
    "left": "left(s, 2)",
    "right": "right(s, 2)",
    "replace": "replace(s, 'b', 'c')",
    "translate": "translate(s, 'ab', 'xy')",
    "concat": "concat(s, i, NULL)",
    "concat_ws": "concat_ws('-', s, NULL, s)",
    "contains": "contains(s, 'b')",
    "starts_with": "starts_with(s, 'a')",
    "ends_with": "ends_with(s, 'b')",
    "prefix": "prefix(s, 'a')",
    "suffix": "suffix(s, 'b')",
    "position": "position('b' IN s)",
    "strpos": "strpos(s, 'b')",
    "instr": "instr(s, 'b')",
    "split_part": "split_part(s, 'b', -1)",
    "string_split": "string_split(s, 'b')",
    "str_split": "str_split(s, 'b')",
    "string_to_array": "string_to_array(s, 'b')",
    "reverse": "reverse(s)",
    "ascii": "ascii(s)",
    "unicode": "unicode(s)",
    "strip_accents": "strip_accents(s)",
    "nfc_normalize": "nfc_normalize(s)",
    "md5": "md5(s)",
    "sha256": "sha256(s)",
    "url_encode": "url_encode(s)",  # url_decode raises on %e4
}
REGULAR_EXPRESSIONS: dict[str, str] = {
    "regexp_matches": "regexp_matches(s, 'B+', 'i')",
    "regexp_full_match": "regexp_full_match(s, '[ab]*')",
    "regexp_extract": "regexp_extract(s, '(a)(b)', 2)",
    "regexp_extract_all": "regexp_extract_all(s, '[ab]')",
    "regexp_replace": "regexp_replace(s, '[ab]', 'x', 'g')",
    "string_split_regex": "string_split_regex(s, 'b+')",
    "str_split_regex": "str_split_regex(s, 'b+')",
}
NUMBERS: dict[str, str] = {
    "abs": "abs(i)",
    "ceil": "ceil(x)",
    "ceiling": "ceiling(x)",
    "floor": "floor(x)",
    "round": "round(x, 1)",
    "trunc": "trunc(x)",
    "sign": "sign(i)",
    "mod": "mod(i, 2)",
    "greatest": "greatest(i, 2, NULL)",
    "least": "least(i, 2)",
    "isfinite": "isfinite(x)",
    "isnan": "isnan(x)",
}
CHOICE: dict[str, str] = {
    "coalesce": "coalesce(NULL, i)",
    "ifnull": "ifnull(i, 7)",
    "nullif": "nullif(i, 1)",
    "if": "if(b, 1, 2)",
}
TIME: dict[str, str] = {
    "date_diff": "date_diff('week', d, d2)",
    "datediff": "datediff('month', ts, ts2)",
    "date_sub": "date_sub('month', d, d2)",  # whole months passed; date_diff counts boundaries crossed
    "date_part": "date_part('year', d)",
    "datepart": "datepart('month', ts)",
    "extract": "extract(dow FROM d)",
    "date_add": "date_add(d, INTERVAL 1 DAY)",
    "date_trunc": "date_trunc('month', ts)",
    "datetrunc": "datetrunc('day', ts)",
    "year": "year(d)",
    "quarter": "quarter(d)",
    "month": "month(d)",
    "week": "week(d)",
    "weekofyear": "weekofyear(d)",
    "isoyear": "isoyear(d)",
    "yearweek": "yearweek(d)",
    "day": "day(d)",
    "dayofmonth": "dayofmonth(d)",
    "dayofyear": "dayofyear(d)",
    "dayofweek": "dayofweek(d)",
    "weekday": "weekday(d)",
    "isodow": "isodow(d)",
    "hour": "hour(ts)",
    "minute": "minute(ts)",
    "second": "second(ts)",
    "last_day": "last_day(d)",
    "dayname": "dayname(d)",
    "monthname": "monthname(d)",
    "epoch": "epoch(ts)",
    "strftime": "strftime(ts, '%Y-%m-%d %-H:%M %j')",
    "try_strptime": "try_strptime(s, ['%Y-%m-%d', '%d/%m/%Y'])",
    "to_years": "to_years(2)",
    "to_months": "to_months(2)",
    "to_weeks": "to_weeks(2)",
    "to_days": "to_days(2)",
    "to_hours": "to_hours(2)",
    "to_minutes": "to_minutes(2)",
    "to_seconds": "to_seconds(2)",
}
LISTS: dict[str, str] = {
    "list_contains": "list_contains(l, 'a')",
    "list_has": "list_has(l, 'a')",
    "array_contains": "array_contains(l, 'a')",
    "list_has_all": "list_has_all(l, ['a'])",
    "list_has_any": "list_has_any(l, ['a'])",
    "array_has_any": "array_has_any(l, ['a'])",
    "list_position": "list_position(l, 'b')",
    "list_indexof": "list_indexof(l, 'b')",
    "list_extract": "list_extract(l, 1)",
    "list_slice": "list_slice(l, 1, 2)",
    "list_sort": "list_sort(l)",
    "list_reverse": "list_reverse(l)",
    "list_concat": "list_concat(l, l)",
    "list_append": "list_append(l, 'z')",
    "array_has_all": "array_has_all(l, ['a'])",
    "list_unique": "list_unique(l)",  # how many different members; list_distinct has no order of its own
    "list_count": "list_count(l)",
    "list_min": "list_min(l)",
    "list_max": "list_max(l)",
    "list_sum": "list_sum(n)",
    "array_length": "array_length(l)",
    "array_to_string": "array_to_string(l, ',')",
    "unnest": "unnest(l)",
}
AGGREGATES: dict[str, str] = {
    "count": "count(DISTINCT i)",
    "count_if": "count_if(b)",
    "countif": "countif(b)",
    "sum": "sum(i)",
    "avg": "avg(i)",
    "min": "min(s)",
    "max": "max(d)",
    "bool_and": "bool_and(b)",
    "bool_or": "bool_or(b)",
    "median": "median(i)",
    "quantile_cont": "quantile_cont(i, 0.9)",
    "quantile_disc": "quantile_disc(i, 0.9)",
    "string_agg": "string_agg(DISTINCT s, ',' ORDER BY s)",
    "group_concat": "group_concat(s, ',' ORDER BY s DESC)",
    "listagg": "listagg(s, ',' ORDER BY i)",
    "list": "list(s ORDER BY i)",
    "array_agg": "array_agg(s ORDER BY i DESC NULLS LAST)",
}
WINDOWS: dict[str, str] = {
    "row_number": "row_number() OVER (ORDER BY i)",
    "rank": "rank() OVER (ORDER BY i DESC)",
    "dense_rank": "dense_rank() OVER (ORDER BY i)",
    "percent_rank": "percent_rank() OVER (ORDER BY i)",
    "cume_dist": "cume_dist() OVER (ORDER BY i)",
    "ntile": "ntile(2) OVER (ORDER BY i)",
    "lag": "lag(i, 2, 0) OVER (ORDER BY i)",
    "lead": "lead(i) OVER (PARTITION BY b ORDER BY i)",
    "first_value": "first_value(i) OVER (ORDER BY i)",
    "last_value": "last_value(i) OVER (ORDER BY i ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)",
    "nth_value": "nth_value(i, 2) OVER (ORDER BY i)",
}
ALLOWED: dict[str, str] = TEXT | REGULAR_EXPRESSIONS | NUMBERS | CHOICE | TIME | LISTS | AGGREGATES | WINDOWS

# Aggregates whose result is the order of the rows unless they are given one.
NEED_ORDER = frozenset({"string_agg", "group_concat", "listagg", "list", "array_agg"})
PATTERN_FUNCTIONS = frozenset(REGULAR_EXPRESSIONS)


class Because(Enum):
    """Why a function is refused."""

    CLOCK = ("reads a clock", "读取时钟")
    CHANCE = ("depends on chance", "结果随机")
    ORDER = ("depends on the order of rows", "结果取决于行的次序")
    APPROXIMATE = ("only approximates", "结果只是近似值")
    GENERATES = ("makes much out of little", "可由极少输入生成大量数据")
    RAISES = ("stops the check on a value it cannot read", "遇到无法识别的值会中止检查")
    OUTSIDE = ("reads what is not a fact", "读取事实以外的内容")


class Refused(NamedTuple):
    """A function with a better way: why it is refused, and what to write instead."""

    because: Because
    instead: str = ""
    instead_zh: str = ""


def _all(names: str, refused: Refused) -> dict[str, Refused]:
    return dict.fromkeys(names.split(), refused)


REFUSED: dict[str, Refused] = {
    **_all(
        "now transaction_timestamp current_timestamp get_current_timestamp localtimestamp current_localtimestamp",
        Refused(Because.CLOCK, "write $as_of", "请写 $as_of"),
    ),
    **_all("current_date today", Refused(Because.CLOCK, "write $today", "请写 $today")),
    **_all(
        "current_time localtime get_current_time current_localtime",
        Refused(Because.CLOCK, "write $as_of", "请写 $as_of"),
    ),
    "age": Refused(Because.CLOCK, "write date_sub('day', earlier, later)", "请写 date_sub('day', 较早, 较晚)"),
    **_all("random rand setseed gen_random_uuid uuid uuidv4 uuidv7 nextval currval", Refused(Because.CHANCE)),
    **_all(
        "first last any_value arbitrary list_any_value",
        Refused(Because.ORDER, "write min(…) or max(…)", "请写 min(…) 或 max(…)"),
    ),
    **_all(
        "arg_max arg_min argmax argmin max_by min_by arg_max_null arg_min_null",
        Refused(
            Because.ORDER,
            "rows may tie: write first_value(…) OVER (… ORDER BY all that tells rows apart)",
            "可能并列：请写 first_value(…) OVER (… ORDER BY 足以区分各行的栏)",
        ),
    ),
    "mode": Refused(Because.ORDER, "count and rank the values instead", "请改为计数并排序"),
    **_all(
        "list_distinct array_distinct list_intersect array_intersect",
        Refused(
            Because.ORDER, "unnest and write list(DISTINCT … ORDER BY …)", "请展开后写 list(DISTINCT … ORDER BY …)"
        ),
    ),
    "hash": Refused(Because.ORDER, "write md5(…) or sha256(…)", "请写 md5(…) 或 sha256(…)"),
    **_all(
        "approx_count_distinct approx_quantile approx_top_k reservoir_quantile",
        Refused(
            Because.APPROXIMATE,
            "write count(DISTINCT …) or quantile_cont(…)",
            "请写 count(DISTINCT …) 或 quantile_cont(…)",
        ),
    ),
    **_all(
        "range generate_series repeat lpad rpad list_resize array_resize bar format printf array_fill",
        Refused(Because.GENERATES),
    ),
    **_all("strptime", Refused(Because.RAISES, "write try_strptime(…)", "请写 try_strptime(…)")),
    **_all(
        "make_date make_timestamp make_time",
        Refused(Because.RAISES, "write TRY_CAST(… AS DATE)", "请写 TRY_CAST(… AS DATE)"),
    ),
    **_all(
        "url_decode unhex from_hex from_base64 unbin chr sqrt ln log log10 log2 json json_extract error",
        Refused(Because.RAISES),
    ),
    **_all(
        "getenv getvariable current_setting current_database current_schema current_catalog current_user version "
        "read_csv read_csv_auto read_parquet parquet_scan read_json read_json_auto read_ndjson read_text read_blob "
        "query query_table sniff_csv sqlite_scan postgres_scan mysql_scan duckdb_settings duckdb_tables duckdb_columns "
        "duckdb_functions duckdb_secrets duckdb_extensions pragma_table_info pragma_version",
        Refused(Because.OUTSIDE),
    ),
}


@cache
def nodes_of_functions() -> frozenset[type[exp.Expr]]:
    """The kinds of nodes the parser makes of the allowed functions; it gives many aliases one node."""
    tree = sqlglot.parse_one("SELECT " + ", ".join(ALLOWED.values()), dialect="duckdb")
    return frozenset(type(node) for node in tree.find_all(exp.Func) if not isinstance(node, exp.Anonymous))
