"""The functions a check may call, by the names authors write. Whatever is not here is refused by name.

Left out on purpose: clocks and chance (the same facts must give the same verdict), generators such as range and repeat
(one line of them takes all memory), and everything that reads files, settings or other SQL.
"""

from __future__ import annotations

TEXT = frozenset(
    """
    lower upper trim ltrim rtrim length strlen substr substring left right replace translate reverse
    strpos instr position contains starts_with ends_with prefix suffix concat concat_ws split_part string_split
    regexp_matches regexp_full_match regexp_extract regexp_replace
    nfc_normalize ascii unicode ord chr
    """.split()
)
NUMBER = frozenset("abs ceil ceiling floor round sign mod greatest least".split())
CHOICE = frozenset("coalesce nullif ifnull if".split())
DATE = frozenset(
    """
    date_part datepart date_diff datediff date_trunc date_add date_sub make_date strftime
    year month day hour minute dayofweek isodow last_day extract
    """.split()
)
LIST = frozenset("list_contains array_contains list_has len array_length list_sort list_distinct list_value unnest".split())
PLAIN_AGGREGATES = frozenset("count min max sum avg bool_and bool_or".split())
ORDERED_AGGREGATES = frozenset("string_agg group_concat listagg list array_agg".split())
ORDERED_WINDOWS = frozenset(
    "row_number rank dense_rank lag lead first_value last_value nth_value ntile percent_rank cume_dist".split()
)

ALLOWED = TEXT | NUMBER | CHOICE | DATE | LIST | PLAIN_AGGREGATES | ORDERED_AGGREGATES | ORDERED_WINDOWS

# What else is named before a parenthesis: syntax, not calls.
SYNTAX = frozenset(
    """
    select from where and or not in as on using over filter values exists between when then else case having by all any
    distinct cast try_cast interval is like ilike glob union except intersect join order group partition limit with
    recursive escape materialized array end similar to
    """.split()
)
# Refused with a reason better than "not in the list".
UNSTABLE = {
    "first": "min or max",
    "last": "min or max",
    "any_value": "min or max",
    "arbitrary": "min or max",
    "mode": "max, or a count by value",
}
CLOCKS = frozenset(
    """
    now today current_date current_time current_timestamp get_current_timestamp transaction_timestamp
    localtime localtimestamp random setseed uuid gen_random_uuid uuidv4 uuidv7 nextval currval
    """.split()
)
