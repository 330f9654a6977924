"""Releases: what changed decides the number, all must be proven, and files change together or not at all."""

from __future__ import annotations

import os
import shutil
import signal
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import Run
from egovspec.desk.release import Prepared, Refused, Request, prepare, publish, releasing, withdraw
from egovspec.desk.release.changelist import escaped
from egovspec.desk.release.together import Put, put_together, undo
from egovspec.errors import SpecErrors
from egovspec.library.catalogue import load
from egovspec.library.kinds import place_of
from egovspec.library.releases import read_releases
from egovspec.library.roots import Root, shipped_root
from egovspec.model.base import Text
from egovspec.render.visible import visible

TODAY, IN_FORCE, LATER = date(2026, 11, 20), date(2026, 12, 1), date(2027, 1, 1)
RULES = """\
kind: source
id: hz/rules
version: "1.0.0"
title: {zh: 办法, en: Rules}
confidence: A
clauses:
  - {id: "1", text: {zh: 网页有标题。, en: Pages have titles.}, machine: [review]}
"""
PAGES = """\
# 本市网页
kind: standard
id: hz/pages
code: HZ
version: "1.0.0"   # 首版
title: {zh: 网页规范, en: Pages}
scope: {zh: 适用于本市网站。, en: For sites of the city.}

provisions:
  - id: HZ-01
    level: shall
    title: {zh: 有标题, en: Titled}
    text: {zh: 网页应有标题。, en: A page shall have a title.}
    basis: [hz/rules#1]
    confidence: A
    origin: norm
    verify: [{review: {zh: 查看网页标题。, en: Look at the titles.}}]
    fix: {zh: 写标题。, en: Write a title.}
    since: "1.0.0"   # 始于首版
"""
SITE = """\
kind: profile
id: hz/site
version: "1.0.0"
title: {zh: 本市网站, en: Sites of the city}
binds: {kind: portal}
include: [{standard: hz/pages@1}]
"""
MORE = """\
  - id: HZ-02
    level: LEVEL
    title: {zh: 有简介, en: Introduced}
    text: {zh: 网页WORD有简介。, en: A page LEVEL have an introduction.}
    basis: [hz/rules#1]
    confidence: A
    origin: norm
    verify: [{review: {zh: 查看网页简介。, en: Look at the introductions.}}]
    fix: {zh: 写简介。, en: Write one.}
    since: '1.1.0'
"""
STANDARD = "standards/hz/pages"
BASE = {
    "specs/sources/hz/rules/1.0.0.yaml": RULES,
    f"{STANDARD}/1.0.0.yaml": PAGES,
    "specs/profiles/hz/site/1.0.0.yaml": SITE,
}


def laid(folder: Path, files: dict[str, str]) -> Root:
    for place, text in files.items():
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return Root(folder, shipped=True)


def prepared(root: Root, *names: str, in_force: date | None = IN_FORCE) -> Prepared:
    return prepare(Request(root, [root], names, TODAY, in_force))


def released(root: Root, *names: str, in_force: date | None = IN_FORCE) -> Prepared:
    done = prepared(root, *names, in_force=in_force)
    publish(done)
    return done


def refusal(root: Root, *names: str, in_force: date | None = IN_FORCE) -> list[str]:
    before = tree(root.path)
    with pytest.raises(Refused) as refused:
        prepared(root, *names, in_force=in_force)
    assert tree(root.path) == before
    return [str(error) for error in refused.value.errors]


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def office(tmp_path: Path) -> Root:
    """A catalogue of its own whose three documents are released as 1.0.0."""
    root = laid(tmp_path / "office", BASE)
    released(root)
    return root


def draft(root: Root, number: str, *changes: tuple[str, str], more: str = "") -> Path:
    """A draft of the standard beside its release."""
    text = PAGES.replace('version: "1.0.0"', f'version: "{number}"') + more.replace("1.1.0", number)
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = root.path / STANDARD / f"{number}.yaml"
    path.write_bytes(text.encode())
    return path


def more(level: str) -> str:
    return MORE.replace("LEVEL", level).replace("WORD", {"shall": "应", "should": "宜", "may": "可"}[level])


# --- numbers


@pytest.mark.parametrize(
    ("changes", "added", "number"),
    [
        ([("写标题。", "请写标题。")], "", "1.0.1"),
        ([], more("may"), "1.1.0"),
        ([], more("should"), "1.1.0"),
        ([], more("shall"), "2.0.0"),
        ([("level: shall", "level: should"), ("应有标题", "宜有标题"), ("shall have", "should have")], "", "1.1.0"),
    ],
    ids=["a text reworded", "a may added", "a should added", "a shall added", "a shall loosened"],
)
def test_what_changed_decides_the_number(
    office: Root, changes: Sequence[tuple[str, str]], added: str, number: str
) -> None:
    draft(office, "1.1.0", *changes, more=added)

    (one,) = released(office, "hz/pages").done

    assert one.step.version == number
    assert sorted(path.name for path in (office.path / STANDARD).iterdir()) == ["1.0.0.yaml", f"{number}.yaml"]
    entry = load([office]).current("standard", "hz/pages")
    assert entry is not None and entry.key.version == number and not entry.draft


@pytest.mark.parametrize(("number", "becomes"), [("0.3.0", "1.0.0"), ("1.2.0", "1.2.0")])
def test_a_first_release_is_1_0_0_unless_the_draft_says_higher(tmp_path: Path, number: str, becomes: str) -> None:
    files = {place.replace("1.0.0", number): text.replace("1.0.0", number) for place, text in BASE.items()}
    files[f"specs/profiles/hz/site/{number}.yaml"] = files[f"specs/profiles/hz/site/{number}.yaml"].replace(
        "@1", "@1.0.0"
    )
    root = laid(tmp_path, {place: text for place, text in files.items() if "profiles" not in place})

    assert {one.step.version for one in released(root).done} == {becomes}
    load([root])


@pytest.mark.parametrize("style", ["as it is", "CRLF", "byte order mark"])
def test_renumbering_moves_nothing_but_the_number(office: Root, style: str) -> None:
    path = draft(office, "1.1.0", more=more("shall"))
    text = path.read_text(encoding="utf-8")
    if style == "CRLF":
        text = text.replace("\n", "\r\n")
    elif style == "byte order mark":
        text = "\ufeff" + text
    path.write_bytes(text.encode())

    released(office, "hz/pages")

    written = (office.path / STANDARD / "2.0.0.yaml").read_bytes().decode()
    assert written == text.replace('"1.1.0"', '"2.0.0"').replace("'1.1.0'", "'2.0.0'")
    assert 'since: "1.0.0"   # 始于首版' in written


def test_a_number_may_be_insisted_on_unless_it_is_too_small(office: Root) -> None:
    draft(office, "1.1.0", more=more("shall"))

    (said,) = refusal(office, "hz/pages@1.1.0")

    assert said.startswith(f"{office.path}/{STANDARD}/1.1.0.yaml:5:10: ") or f"{STANDARD}/1.1.0.yaml:5:10: " in said
    assert "2.0.0 is the least" in said and "HZ-02" in said and "[number-too-small]" in said
    assert released(office, "hz/pages@3.0.0").done[0].step.version == "3.0.0"


def test_what_says_the_same_is_not_released_again(office: Root) -> None:
    draft(office, "1.0.1")

    assert ["nothing changed against hz/pages@1.0.0" in said for said in refusal(office, "hz/pages")] == [True]


def test_words_keep_the_day_in_force_and_all_else_needs_one(office: Root) -> None:
    draft(office, "1.0.1", ("写标题。", "请写标题。"))
    assert prepared(office, "hz/pages", in_force=None).done[0].release.in_force == IN_FORCE
    assert prepared(office, "hz/pages", in_force=LATER).done[0].release.in_force == IN_FORCE
    draft(office, "1.0.1", more=more("should"))

    assert "[wrong-settings]" in refusal(office, "hz/pages", in_force=None)[0]
    assert "before hz/pages@1.0.0" in refusal(office, "hz/pages", in_force=TODAY)[0]
    assert prepared(office, "hz/pages", in_force=LATER).done[0].release.in_force == LATER


# --- what is cited


def test_drafts_that_are_cited_are_released_together(tmp_path: Path) -> None:
    root = laid(tmp_path, BASE)

    missing = refusal(root, "hz/site")

    assert ["release with it: hz/rules hz/pages" in said for said in missing] == [True]
    assert "specs/profiles/hz/site/1.0.0.yaml:6:22: " in missing[0]
    done = released(root).done
    assert [one.step.key.kind for one in done] == ["source", "standard", "profile"]
    log, _ = read_releases(root)
    assert [release.resolved for release in log.entries.values()] == [{}, {}, {"hz/pages@1": "1.0.0"}]


def test_a_draft_cited_as_1_that_becomes_2_is_told(office: Root) -> None:
    draft(office, "1.1.0", more=more("shall"))
    site = office.path / "specs/profiles/hz/site/1.1.0.yaml"
    site.write_text(SITE.replace("1.0.0", "1.1.0").replace("本市网站", "本市各网站"), encoding="utf-8")

    (said,) = refusal(office)

    assert "1.1.0.yaml:6:22: cited as hz/pages@1, becomes 2.0.0" in said and "[other-number]" in said
    site.write_text(site.read_text(encoding="utf-8").replace("hz/pages@1", "hz/pages@1.0.0"), encoding="utf-8")
    assert {one.step.key.id: one.step.version for one in prepared(office).done}["hz/pages"] == "2.0.0"


def test_who_stays_with_the_version_before_is_told(office: Root) -> None:
    draft(office, "2.0.0", more=more("shall"))

    (note,) = prepared(office, "hz/pages").notes

    assert "hz/site@1.0.0 cites hz/pages@1" in note.en


def test_of_several_drafts_of_one_id_one_is_to_be_named(office: Root) -> None:
    draft(office, "1.1.0", more=more("should"))
    draft(office, "1.2.0", more=more("may"))

    assert "[several-drafts]" in refusal(office, "hz/pages")[0]
    assert "[several-drafts]" in refusal(office)[0]


# --- what is written


def test_the_log_and_the_change_list_only_grow(office: Root) -> None:
    log, changes = office.path / "specs/releases.yaml", office.path / "specs/CHANGES.md"
    log.write_text("# 登记\n" + log.read_text(encoding="utf-8") + "# 至此\n", encoding="utf-8")
    changes.write_text(changes.read_text(encoding="utf-8").replace("# 变更记录", "# 本市变更记录"), encoding="utf-8")
    before, listed = log.read_text(encoding="utf-8"), changes.read_text(encoding="utf-8")
    draft(office, "1.1.0", more=more("should"))

    done = released(office, "hz/pages")

    assert 'supersedes: "1.0.0"' in done.log
    assert log.read_text(encoding="utf-8").replace(done.log, "") == before
    now = changes.read_text(encoding="utf-8")
    assert now.startswith("# 本市变更记录") and now.replace(done.change_list + "\n", "") == listed
    assert now.index("hz/pages 1.1.0") < now.index("hz/pages 1.0.0")
    assert "增加条款 HZ-02" in now and "HZ-02 “Introduced”" in now and "取代 1.0.0，自 2026-12-01 起施行" in now


@settings(deadline=None)
@given(st.text(max_size=30) | st.text("#*_`<>&[]()!-+.:=|{}~^$\\1a ", max_size=12))
def test_nothing_an_author_wrote_is_markup_in_the_change_list(text: str) -> None:
    import html
    import re

    markdown = pytest.importorskip("markdown")
    line = " ".join(text.split())

    made = markdown.markdown(f"- {escaped(line)}", extensions=["attr_list", "tables", "admonition"])

    inside = re.fullmatch(r"<ul>\n<li>(.*)</li>\n</ul>", made, re.DOTALL)
    assert inside is not None and "<" not in inside[1]
    assert html.unescape(inside[1]).strip() == visible(line).strip()


def test_everything_that_stands_in_the_way_is_told_at_once(tmp_path: Path) -> None:
    titled = """\
kind: check
id: hz/titled
version: "1.0.0"
title: {zh: 有标题, en: Titled}
each: page
must: title <> '' AND depth < 3
message: {fail: {zh: 没有标题, en: no title}, open: {zh: 没有读到, en: not read}}
cases:
  - {name: {zh: 甲, en: one}, given: {page: [{url: a, title: x, depth: 1}, {url: b, title: "", depth: 1}, {url: c}]},
     expect: [{subject: a, outcome: pass}, {subject: b, outcome: fail}, {subject: c, outcome: open}]}
"""
    broken = titled.replace("hz/titled", "hz/broken").replace("subject: b, outcome: fail", "subject: b, outcome: pass")
    cited = "\n      - {check: hz/titled@1}\n      - {check: hz/broken@1}\n      - {review: "
    pages = (
        PAGES.replace(" [{review: ", cited).replace("titles.}}]", "titles.}}").replace("confidence: A", "confidence: C")
    )
    files = {"specs/checks/hz/titled/1.0.0.yaml": titled, "specs/checks/hz/broken/1.0.0.yaml": broken}
    root = laid(tmp_path, BASE | files | {f"{STANDARD}/1.0.0.yaml": pages.replace("level: shall", "level: should")})

    told = refusal(root, in_force=None)

    codes = {said.rpartition("[")[2].rstrip("]") for said in told}
    assert {"wrong-settings", "failing-case", "unnoticed-change"} <= codes, told
    assert all(":1:" not in said.partition(": ")[0] for said in told if "unnoticed" in said)


# --- all or nothing


def test_a_file_that_cannot_be_written_leaves_all_as_it_was(office: Root) -> None:
    draft(office, "1.1.0", more=more("shall"))
    done = prepared(office, "hz/pages")
    before = tree(office.path)
    for put in done.puts:
        kept = put.path.read_bytes() if put.path.exists() else None
        put.path.unlink(missing_ok=True)
        put.path.mkdir()  # nobody, not even an administrator, can put a file there
        with pytest.raises(SpecErrors):
            publish(done)
        put.path.rmdir()
        if kept is not None:
            put.path.write_bytes(kept)
        assert tree(office.path) == before
    publish(done)
    load([office])


def killed_at(last: int, step: int) -> None:
    if step == last:
        os.kill(os.getpid(), signal.SIGKILL)


def test_killed_between_any_two_steps_it_is_done_or_undone(office: Root) -> None:
    draft(office, "1.1.0", more=more("shall"))
    done = prepared(office, "hz/pages")
    before = tree(office.path)
    steps = len(done.puts)
    for last in range(steps + 1):
        child = os.fork()
        if child == 0:
            publish(done, partial(killed_at, last))
            os._exit(0)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
        load([office])  # nobody who reads meanwhile finds it broken
        with releasing(office) as undone:
            assert undone == (0 < last < steps)
        if last < steps:
            assert tree(office.path) == before
    assert load([office]).find("standard", "hz/pages@2") is not None
    assert not (office.path / "specs/.release").exists()


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from("abcd"), st.binary(max_size=3) | st.none()), min_size=1, unique_by=lambda one: one[0]
    ),
    st.data(),
)
def test_whatever_step_goes_wrong_nothing_is_changed(puts: list[tuple[str, bytes | None]], data: st.DataObject) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "a").write_bytes(b"old")
        wanted = [Put(folder / one, new, b"old" if one == "a" else None) for one, new in puts]
        wanted = [put for put in wanted if put.data is not None or put.was is not None]
        wanted.append(Put(folder / "last", b"it counts", None))
        at = data.draw(st.integers(0, len(wanted) - 1))

        def fails(step: int) -> None:
            if step == at:
                raise OSError(28, "No space left on device")

        with pytest.raises(SpecErrors):
            put_together(folder, wanted, fails)

        assert tree(folder) == {"a": b"old"}
        assert not undo(folder)


def test_of_two_releases_at_once_neither_is_lost(office: Root) -> None:
    draft(office, "1.1.0", more=more("should"))
    site = office.path / "specs/profiles/hz/site/1.1.0.yaml"
    site.write_text(SITE.replace("1.0.0", "1.1.0").replace("本市网站", "本市各网站"), encoding="utf-8")
    stale = prepared(office, "hz/site")
    wrong: list[BaseException] = []

    def run(name: str) -> None:
        try:
            with releasing(office):
                released(office, name)
        except BaseException as problem:  # noqa: BLE001  told in the test's own thread
            wrong.append(problem)

    threads = [threading.Thread(target=run, args=(name,)) for name in ("hz/pages", "hz/site")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert wrong == []
    assert len(read_releases(office)[0].entries) == 5
    with pytest.raises(SpecErrors, match="meanwhile"):
        publish(stale)  # what was prepared before others wrote is not written over theirs


# --- withdrawing


GONE = Text(zh="改由规章规定", en="laid down elsewhere")


def withdrawn(root: Root, name: str) -> None:
    publish(withdraw(root, [root], name, on=LATER, because=GONE))


def test_a_major_version_never_means_a_withdrawn_one_while_another_stands(office: Root) -> None:
    draft(office, "1.1.0", more=more("should"))
    released(office, "hz/pages")

    withdrawn(office, "hz/pages@1.1.0")
    before = load([office]).find("standard", "hz/pages@1")
    withdrawn(office, "standard:hz/pages@1.0.0")
    last = load([office]).find("standard", "hz/pages@1")

    assert before is not None and before.key.version == "1.0.0"
    assert last is not None and last.key.version == "1.1.0" and last.withdrawn is not None
    listed = (office.path / "specs/CHANGES.md").read_text(encoding="utf-8")
    assert "自 2027-01-01 起废止：改由规章规定" in listed


@pytest.mark.parametrize("name", ["hz/pages@1.0.0", "hz/pages@7.0.0", "hz/nowhere@1.0.0"])
def test_only_what_is_released_and_stands_can_be_withdrawn(office: Root, name: str) -> None:
    withdrawn(office, "hz/pages@1.0.0")

    with pytest.raises(Refused):
        withdrawn(office, name)


def test_what_cites_a_withdrawn_version_is_not_released(office: Root) -> None:
    withdrawn(office, "hz/pages@1.0.0")
    site = office.path / "specs/profiles/hz/site/1.1.0.yaml"
    site.write_text(SITE.replace("1.0.0", "1.1.0").replace("本市网站", "本市各网站"), encoding="utf-8")

    assert ["[withdrawn-reference]" in said for said in refusal(office, "hz/site")] == [True]


# --- the command


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "--all"),
        (["hz/pages", "--all"], "--all"),
        (["hz/pagse"], "did you mean 'hz/pages'?"),
        (["--withdraw", "hz/pages@1.0.0"], "--because-zh"),
        (["hz/pages", "--on", "2026-12-01"], "--withdraw"),
        (["hz/pages", "--without-mutants"], "--without-mutants"),
    ],
)
def test_what_makes_no_sense_is_2(run: Run, tmp_path: Path, arguments: list[str], says: str) -> None:
    laid(tmp_path / "office", BASE)

    ran = run("release", *arguments, "--catalogue", "office")

    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err


SHOWN: dict[str, Callable[[str], bool]] = {
    "zh": lambda out: "首次发布" in out and "自 2026-12-01 起施行" in out and "digest: sha256:" in out,
    "en": lambda out: "first release" in out and "in force from 2026-12-01" in out and "**Pages**" in out,
}


@pytest.mark.parametrize("language", SHOWN)
def test_a_rehearsal_shows_everything_and_writes_nothing(run: Run, tmp_path: Path, language: str) -> None:
    root = laid(tmp_path / "office", BASE)
    before = tree(root.path)

    ran = run("release", "--all", "--in-force", "2026-12-01", "--catalogue", "office", "--dry-run", "--lang", language)

    assert ran.code == 0, ran.err
    assert SHOWN[language](ran.out)
    assert tree(root.path) == before


def test_drafts_that_cite_drafts_stop_nobody_who_uses_none(run: Run, tmp_path: Path) -> None:
    laid(tmp_path / "office", BASE)

    assert run("list", "profiles", "--catalogue", "office").code == 0
    assert "hz/pages@1" in run("explain", "hz/site", "--catalogue", "office").out
    assert "HZ-01" in run("explain", "hz", "--catalogue", "office").out


def test_a_draft_that_is_wrong_stops_nobody_who_uses_none(run: Run, tmp_path: Path) -> None:
    """Whoever judges by what is released need not wait for the author's next version."""
    wrong = PAGES.replace("hz/rules#1", "hz/rules#99")
    laid(tmp_path / "office", BASE | {f"{STANDARD}/1.0.0.yaml": wrong})

    assert run("list", "profiles", "--catalogue", "office").code == 0
    assert "unknown-reference" in run("lint", "--catalogue", "office").out


def test_after_a_withdrawal_the_number_follows_what_was_withdrawn(office: Root) -> None:
    """id@major means the new version to those who cited the withdrawn one, and must not be stricter for them."""
    draft(office, "1.1.0", ("level: shall", "level: should"), ("应", "宜"), (" shall ", " should "))
    released(office, "hz/pages")
    withdrawn(office, "hz/pages@1.1.0")
    draft(office, "1.1.1", ("写标题。", "请写标题。"))  # against 1.0.0, which stands, only words

    done = prepared(office, "hz/pages", in_force=LATER).done[0]

    assert done.step.version == "2.0.0"
    assert done.release.in_force == LATER


def test_of_several_catalogues_one_is_to_be_named(run: Run, tmp_path: Path) -> None:
    laid(tmp_path / "office", BASE)
    (tmp_path / "other/specs").mkdir(parents=True)
    (tmp_path / "egovspec.yaml").write_text("catalogues: [office, other]\n", encoding="utf-8")

    ran = run("release", "--all", "--in-force", "2026-12-01")

    assert ran.code == 2 and "name one by --catalogue" in ran.err


def test_a_withdrawn_standard_binds_nobody_from_that_day(tmp_path: Path) -> None:
    import offices
    from egovspec.desk.release.choosing import wanted
    from egovspec.model.outcome import Outcome

    folder = tmp_path / "office"
    offices.office(folder, [offices.check("titled", each="page", must="title <> ''")], [offices.provision(1, "titled")])
    root = Root(folder, shipped=True)
    drafts, _ = wanted(load([root], drafts=True), root, ())
    log = [
        {"kind": one.draft.key.kind, "id": one.draft.key.id, "version": "1.0.0", "digest": one.draft.digest}
        | {"released": "2026-01-01", "in_force": "2026-01-01"}
        for one in drafts
    ]
    offices.write(folder / "specs/releases.yaml", {"kind": "releases", "releases": log})
    publish(withdraw(root, [root], "pages@1.0.0", on=date(2026, 3, 2), because=GONE))

    catalogue = load([root])
    days = [offices.only(offices.judged(catalogue, as_of=datetime(2026, 3, day, tzinfo=UTC))) for day in (1, 2)]

    assert [day.outcome for day in days] == [Outcome.OPEN, Outcome.NOT_APPLICABLE]
    assert days[1].because is not None and days[1].because.zh == "本标准自 2026-03-02 起废止：改由规章规定"


def test_until_a_version_is_in_force_the_one_before_it_binds(tmp_path: Path) -> None:
    """A requirement announced for next year must not end the one that holds this year."""
    import offices

    folder = tmp_path / "office"
    checks = [offices.check("titled", each="page", must="title <> ''")]
    offices.office(folder, checks, [offices.provision(1, "titled"), offices.provision(2, "titled", since="1.1.0")])
    (folder / "standards/pages/1.0.0.yaml").rename(folder / "standards/pages/1.1.0.yaml")
    later = folder / "standards/pages/1.1.0.yaml"
    later.write_text(later.read_text(encoding="utf-8").replace('"version": "1.0.0"', '"version": "1.1.0"'), "utf-8")
    offices.office(folder, checks, [offices.provision(1, "titled")])
    root = Root(folder, shipped=True)
    drafts = load([root], drafts=True).entries.values()
    log = [
        {"kind": one.key.kind, "id": one.key.id, "version": one.key.version, "digest": one.digest}
        | {"released": "2026-01-01", "in_force": "2027-01-01" if one.key.version == "1.1.0" else "2026-01-01"}
        for one in drafts
    ]
    offices.write(folder / "specs/releases.yaml", {"kind": "releases", "releases": log})

    catalogue = load([root])
    days = {2025: (12, 31), 2026: (12, 31), 2027: (1, 1)}
    bound = {
        year: [
            (one.id, one.outcome.value)
            for one in offices.judged(catalogue, as_of=datetime(year, *day, tzinfo=UTC)).provisions
        ]
        for year, day in days.items()
    }

    assert bound == {
        2025: [("TT-01", "not-applicable"), ("TT-02", "not-applicable")],
        2026: [("TT-01", "open")],
        2027: [("TT-01", "open"), ("TT-02", "open")],
    }


def test_a_copy_of_the_shipped_catalogue_is_released_into_as_an_office_is(tmp_path: Path) -> None:
    """A demand added to portal-columns makes a new major version, with its place in log and change list."""
    shipped = shipped_root().path
    for name in ("standards", "specs"):
        shutil.copytree(shipped / name, tmp_path / name)
    root = Root(tmp_path, shipped=True)
    for entry in load([root], drafts=True).versions("standard", "portal-columns"):
        if entry.draft:
            (tmp_path / place_of(*entry.key)).unlink()
    newest = load([root]).current("standard", "portal-columns")
    assert newest is not None
    source = tmp_path / STANDARD.replace("hz/pages", "portal-columns") / f"{newest.key.version}.yaml"
    text = source.read_text(encoding="utf-8").replace(f'version: "{newest.key.version}"', 'version: "1.9.0"')
    added = (
        more("shall").replace("HZ-02", "PC-99").replace("hz/rules#1", "gbf-2017-47#page-7").replace("1.1.0", "1.9.0")
    )
    (source.parent / "1.9.0.yaml").write_text(text + added.replace("confidence: A", "confidence: B"), encoding="utf-8")
    log = (tmp_path / "specs/releases.yaml").read_text(encoding="utf-8")

    done = released(root, "portal-columns")

    assert [one.step.version for one in done.done] == ["2.0.0"]
    assert done.done[0].release.resolved["column-present@1"]
    whole = (tmp_path / "specs/releases.yaml").read_text(encoding="utf-8")
    assert whole.startswith(log)
    # The entry is indented as the log is, and otherwise as it was shown.
    assert [line.strip() for line in whole[len(log) :].splitlines()] == [line.strip() for line in done.log.splitlines()]
    assert (source.parent / "2.0.0.yaml").read_text(encoding="utf-8") == (
        text.replace("1.9.0", "2.0.0") + added.replace("1.9.0", "2.0.0").replace("confidence: A", "confidence: B")
    )
    assert "增加条款 PC-99“有简介”" in done.change_list
