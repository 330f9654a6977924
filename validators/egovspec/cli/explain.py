"""egovspec explain: everything about one provision, check, table, clause, profile or spec."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import cast

import click

from egovspec.cli.common import catalogue_options, language_option, load_catalogue
from egovspec.cli.language import say, spoken
from egovspec.facts.tables import TABLE
from egovspec.library.catalogue import Catalogue, Entry
from egovspec.library.deployments import provisions_of
from egovspec.library.profiles import included, scoring_of
from egovspec.library.shapes import nearest
from egovspec.model.check import Check, SpecParameter
from egovspec.model.columns import ColumnTree
from egovspec.model.glossary import Glossary
from egovspec.model.profile import Exemption, Profile
from egovspec.model.scoring import plain_number
from egovspec.model.source import Source
from egovspec.model.standard import Provision, Standard, VerifiedByCheck
from egovspec.model.trait import TraitCondition

KINDS = ("check", "profile", "standard", "columns", "metadata", "codelist", "calendar", "glossary", "source")


@click.command(
    "explain",
    help=say(
        "说明 ID：条款（PC-03）、标准（PC）、检查、事实表、条文（zj-2003-30#2.1e）、方案等。",
        "Explain ID: a provision (PC-03), standard (PC), check, fact table, clause (zj-2003-30#2.1e), profile …",
    ),
)
@click.argument("name", metavar="ID")
@catalogue_options
@language_option
def command(name: str, catalogues: tuple[Path, ...], drafts: bool) -> int:
    catalogue = load_catalogue(catalogues, drafts=drafts)
    lines = _explained(catalogue, name)
    if lines is None:
        known = {*provisions_of(catalogue), *TABLE, *(key.id for key in catalogue.entries), *_codes(catalogue)}
        near = nearest(name, known) or nearest(name.upper(), known)
        hint = say(f"；是否应为 {near}？", f"; did you mean {near}?") if near else ""
        raise click.UsageError(say(f"标准库中没有 {name!r}{hint}", f"the catalogue has no {name!r}{hint}"))
    for line in lines:
        click.echo(line)
    return 0


def _explained(catalogue: Catalogue, name: str) -> Iterator[str] | None:
    standards = _preferred(catalogue, catalogue.of_kind("standard"))
    for entry in standards:
        provision = cast("Standard", entry.model).provision(name.upper())
        if provision is not None:
            return _provision(catalogue.seen_by(entry), entry, provision)
    for entry in standards:
        if cast("Standard", entry.model).code == name.upper():
            return _document(catalogue.seen_by(entry), entry)
    if "#" in name:
        identifier, _, clause = name.partition("#")
        versions = catalogue.versions("source", identifier)
        if versions and cast("Source", versions[-1].model).clause(clause):
            return _clause(catalogue, versions[-1], clause)
        return None
    if name in TABLE:
        return _table(name)
    identifier, _, version = name.partition("@")
    for kind in KINDS:
        newest = next(iter(_preferred(catalogue, catalogue.versions(kind, identifier))), None)
        found = catalogue.find(kind, name) if version else newest
        if found is not None:
            return _document(catalogue.seen_by(found), found)
    return None


def _preferred(catalogue: Catalogue, entries: Sequence[Entry]) -> list[Entry]:
    """The newest first. Drafts and what was withdrawn come after what stands, unless drafts were asked for."""
    newest = list(reversed(entries))
    if catalogue.drafts:
        return newest
    return sorted(newest, key=lambda entry: entry.draft or entry.withdrawn is not None)


def _codes(catalogue: Catalogue) -> set[str]:
    return {cast("Standard", entry.model).code for entry in catalogue.of_kind("standard")}


def _provision(catalogue: Catalogue, entry: Entry, provision: Provision) -> Iterator[str]:
    language = spoken()
    levels = {
        "shall": say("应（shall）", "shall"),
        "should": say("宜（should）", "should"),
        "may": say("可（may）", "may"),
    }
    yield f"{provision.id}  {provision.title.in_(language)}"
    yield f"  {entry.exact}  {entry.model.title.in_(language)}"  # type: ignore[attr-defined]
    yield ""
    yield f"  {say('级别', 'level')}: {levels[provision.level]}" + (
        say("，强制，不得豁免", ", mandatory, cannot be waived") if provision.mandatory else ""
    )
    yield f"  {say('可信度', 'confidence')}: {provision.confidence}   {say('来源', 'origin')}: {provision.origin}   {say('始于', 'since')}: {provision.since}"
    yield ""
    yield "  " + provision.text.in_(language)
    yield ""
    yield f"  {say('依据', 'basis')}:"
    for reference in provision.basis:
        identifier, _, clause_id = reference.partition("#")
        source = cast("Source", catalogue.versions("source", identifier)[-1].model)
        clause = source.clause(clause_id)
        yield (
            f"    {reference}  {source.number or ''}《{source.title.in_(language)}》"
            if source.number
            else f"    {reference}  {source.title.in_(language)}"
        )
        if clause is not None:
            yield f"      {clause.text.in_(language)}"
    yield f"  {say('核验', 'verified by')}:"
    for verified in provision.verify:
        if isinstance(verified, VerifiedByCheck):
            check = catalogue.model(Check, verified.check)
            given = ", ".join(f"{key}={value}" for key, value in verified.with_.items())
            title = check.title.in_(language) if check else ""
            yield f"    {verified.check}  {title}" + (f"  ({given})" if given else "")
        else:
            yield f"    {say('人工', 'a person')}: {verified.review.in_(language)}"
    yield f"  {say('整改', 'fix')}:"
    yield f"    {provision.fix.in_(language)}"


def _clause(catalogue: Catalogue, entry: Entry, clause_id: str) -> Iterator[str]:
    source = cast("Source", entry.model)
    clause = source.clause(clause_id)
    assert clause is not None
    yield f"{source.id}#{clause_id}  {source.number or ''}《{source.title.in_(spoken())}》"
    yield f"  {clause.text.in_(spoken())}"
    yield f"  {say('可信度', 'confidence')}: {source.confidence_of(clause)}   {say('核验方式', 'machine')}: {', '.join(clause.machine)}"
    carried = [p.id for p in provisions_of(catalogue).values() if f"{source.id}#{clause_id}" in p.basis]
    if carried:
        yield f"  {say('承载条款', 'carried by')}: {', '.join(carried)}"
    if clause.carried_by:
        yield f"  {say('由以下条文落实', 'made concrete by')}: {', '.join(clause.carried_by)}"
    written = {cast("Standard", entry.model).code for entry in catalogue.of_kind("standard")}
    if planned := [code for code in clause.planned if code not in written]:
        yield f"  {say('拟由标准承载', 'planned in')}: {', '.join(planned)}"
    if clause.left_out is not None:
        yield f"  {say('不设条款', 'left out')}: {clause.left_out.in_(spoken())}"


def _table(name: str) -> Iterator[str]:
    table = TABLE[name]
    yield f"{name}  {table.meaning.in_(spoken())}"
    for column in table.columns():
        key = " *" if column.name in table.key else ""
        yield f"  {column.name:<20} {column.type:<10} {column.meaning.in_(spoken())}{key}"


def _document(catalogue: Catalogue, entry: Entry) -> Iterator[str]:
    language, model = spoken(), entry.model
    title = getattr(model, "title", None)
    state = (
        say("草案", "draft")
        if entry.draft
        else say(f"自 {entry.withdrawn.on} 起废止", f"withdrawn from {entry.withdrawn.on}")
        if entry.withdrawn
        else say(f"自 {entry.release.in_force} 起施行", f"in force from {entry.release.in_force}")
        if entry.release
        else ""
    )
    yield f"{entry.exact}  {title.in_(language) if title else ''}  ({state})"
    if isinstance(model, Standard):
        yield f"  {model.scope.in_(language)}"
        for provision in model.provisions:
            yield f"  {provision.id}  {provision.level:<6}  {provision.title.in_(language)}"
    elif isinstance(model, Check):
        for name, parameter in model.parameters.items():
            kind = parameter.spec if isinstance(parameter, SpecParameter) else parameter.type
            yield f"  ${name}: {kind}"
        yield f"  {say('所需事实', 'needs')}: {', '.join(model.needs or [model.each or ''])}"
        from egovspec.judge.short import written_out

        for line in written_out(model, entry.marked).sql.splitlines():
            yield f"    {line}"
        for case in model.cases:
            expected = ", ".join(f"{one.subject or '·'} → {one.outcome}" for one in case.expect)
            yield f"  {say('用例', 'case')}: {case.name.in_(language)}: {expected}"
    elif isinstance(model, Profile):
        yield from _profile(catalogue, entry)
    elif isinstance(model, ColumnTree):
        for column in model.walk():
            marks = "●" if column.required else "○" if column.expected else " "
            idle = f"  ≤ {column.max_idle}" if column.max_idle else ""
            yield f"  {'  ' * column.path.count('/')}{marks} {column.name.in_(language)}  {column.path}{idle}"
    elif isinstance(model, Source):
        for clause in model.clauses:
            yield f"  {clause.id:<8} {clause.text.in_(language)}"
    elif isinstance(model, Glossary):
        for term in model.terms:
            yield f"  {term.zh}  {term.en}  {term.meaning.in_(language)}"
    else:
        used = [e.exact for e in catalogue.of_kind("profile") if _names(cast("Profile", e.model), entry.key.id)]
        yield f"  {say('用于方案', 'used by profiles')}: {', '.join(used) or '—'}"


def _profile(catalogue: Catalogue, entry: Entry) -> Iterator[str]:
    """A profile with what it inherits, its exemptions and its scoring."""
    language, model = spoken(), cast("Profile", entry.model)
    if model.extends is not None:
        yield f"  {say('继承', 'extends')} {model.extends}"
    for one in included(catalogue, entry):
        given = ", ".join(f"{key}={value}" for key, value in one.inclusion.with_.items())
        inherited = "" if one.by is entry else f"  ← {one.by.exact}"
        yield f"  {one.inclusion.standard}  ({given}){inherited}"
        for exempt in one.inclusion.without:
            yield f"    − {', '.join(exempt.provisions)}{_condition(exempt)}: {exempt.because.in_(language)}"
    scoring = scoring_of(catalogue, entry)
    if scoring is None:
        return
    start, below = (plain_number(points) for points in (scoring.start, scoring.fails_below))
    yield "  " + say(
        f"评分：{start} 分起评，低于 {below} 分不合格", f"scoring: from {start} points, below {below} fails"
    )
    for veto in scoring.vetoes:
        yield f"    {veto.id:<6} {say('单项否决', 'veto')}  {veto.title.in_(language)}  ({', '.join(veto.provisions)})"
    for block in (*scoring.blocks, *scoring.rewards):
        sign = "−" if block in scoring.blocks else "+"
        yield f"    {block.id:<6} {sign}{plain_number(block.most)}  {block.title.in_(language)}"
        for item in block.items:
            provisions = ", ".join(dict.fromkeys(line.provision for line in item.lines))
            yield f"      {item.id:<6} {sign}{plain_number(item.most)}  {item.title.in_(language)}  ({provisions})"


def _condition(exempt: Exemption) -> str:
    said = []
    if exempt.when is not None:
        said.append(say("当", "when ") + _trait(exempt.when))
    if exempt.unless is not None:
        said.append(say("除非", "unless ") + _trait(exempt.unless))
    return f" ({', '.join(said)})" if said else ""


def _trait(condition: TraitCondition) -> str:
    return condition.trait + (f"={condition.is_}" if condition.is_ is not None else "")


def _names(profile: Profile, identifier: str) -> bool:
    """Whether a profile names this document itself."""
    values = [profile.with_, *(one.with_ for one in profile.include)]
    given = [str(value) for value_of in values for value in value_of.values()]
    named = [profile.extends or "", *(one.standard for one in profile.include), *given]
    return identifier in {name.partition("@")[0] for name in named}
