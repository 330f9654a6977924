"""egovspec list: what the catalogue holds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import click

from egovspec.cli.common import catalogue_options, language_option, load_catalogue
from egovspec.cli.language import say, spoken
from egovspec.library.catalogue import Catalogue, Entry
from egovspec.model.standard import Standard

KINDS = (
    "provisions",
    "standards",
    "profiles",
    "checks",
    "columns",
    "metadata",
    "codelists",
    "calendars",
    "glossaries",
    "sources",
    "tables",
    "collectors",
)
_KIND_OF = {"columns": "columns", "metadata": "metadata", "glossaries": "glossary"}


@click.command(
    "list", help=say("列出标准库所有；缺省为条款。", "List what the catalogue holds; provisions when nothing is said.")
)
@click.argument("what", type=click.Choice(KINDS), default="provisions", metavar="[" + "|".join(KINDS) + "]")
@click.option("--format", "format", type=click.Choice(["text", "json"]), default="text", help=say("格式。", "Format."))
@catalogue_options
@language_option
def command(what: str, format: str, catalogues: tuple[Path, ...], drafts: bool) -> int:
    catalogue = load_catalogue(catalogues, drafts=drafts)
    rows = list(_rows(catalogue, what))
    if format == "json":
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return 0
    from egovspec.render.terminal import padded, width_of

    widths = {key: max((width_of(str(row[key])) for row in rows), default=0) for key in (rows[0] if rows else {})}
    for row in rows:
        cells = [padded(str(value), widths[key]) for key, value in row.items()]
        click.echo("  ".join(cells).rstrip())
    return 0


def _rows(catalogue: Catalogue, what: str) -> Iterator[dict[str, Any]]:
    if what == "provisions":
        for entry in _current(catalogue, "standard"):
            for provision in cast("Standard", entry.model).provisions:
                yield {"id": provision.id, "level": provision.level.value, "title": provision.title.in_(spoken())}
    elif what == "tables":
        from egovspec.facts.tables import TABLES

        for table in TABLES:
            yield {"name": table.name_of_table, "meaning": table.meaning.in_(spoken())}
    elif what == "collectors":
        from egovspec.assess import known_collectors

        for collector in known_collectors():
            yield {"name": collector.name, "version": collector.version, "title": collector.title.in_(spoken())}
    else:
        for entry in catalogue.of_kind(_KIND_OF.get(what, what.removesuffix("s"))):
            title: Any = getattr(entry.model, "title", None)
            state = say("草案", "draft") if entry.draft else say("已发布", "released")
            yield {"id": entry.exact, "state": state, "title": title.in_(spoken()) if title else ""}


def _current(catalogue: Catalogue, kind: str) -> list[Entry]:
    """The highest version of each id."""
    return list({entry.key.id: entry for entry in catalogue.of_kind(kind)}.values())
