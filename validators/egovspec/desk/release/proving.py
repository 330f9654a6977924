"""What has to be proven of a draft before it is released: that nothing is wrong with the catalogue, and its checks hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from egovspec.desk.lint import lint
from egovspec.desk.mutate.library import proofs, tasks
from egovspec.desk.mutate.proof import Extent, Proof
from egovspec.desk.release.numbering import Step
from egovspec.errors import FailingCase, SpecError
from egovspec.library.catalogue import Catalogue
from egovspec.library.roots import Root

# What lint only tells while something is being written, and a release may not have.
UNFINISHED = frozenset(["unfinished", "loose-clause", "languages-differ", "wrong-language"])


def wrong_by_lint(roots: Sequence[Root], steps: Sequence[Step]) -> list[SpecError]:
    """Errors anywhere; of warnings those that say a draft to be released is not finished."""
    found, _ = lint(roots)
    files = {step.draft.marked.file for step in steps}
    return [one for one in found if one.severity == "error" or (one.code in UNFINISHED and one.where.file in files)]


def unproven(
    catalogue: Catalogue, steps: Sequence[Step], workers: int, told: Callable[[Proof], None]
) -> Iterator[SpecError]:
    """Cases that do not hold, changes of the SQL no case notices, and what passes for want of facts.

    told   of each check as it is proven
    """
    names = [step.draft.exact for step in steps if step.draft.key.kind == "check"]
    for proof in proofs(tasks(catalogue, names, Extent.ALL), workers) if names else ():
        told(proof)
        yield from proof.wrong
        for run in proof.failing:
            name = run.case.name
            for difference in run.differences:
                yield FailingCase(run.where, f"{name.en}: {difference.en}", zh=f"{name.zh}：{difference.zh}")
