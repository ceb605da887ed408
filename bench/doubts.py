"""What the doubts about papers are worth: found, missed, and raised against papers that do not deserve them."""

from __future__ import annotations

import collections
from collections.abc import Iterable, Sequence

from bench.papers import COLOURLESS
from bench.results import Result
from bench.tallies import share
from certcopy.domain.originality import STRONG, Suspicion

PHOTOCOPIED = "colour scan of a photocopy"
CERTIFIED = "certified copy"
DESERVED: dict[Suspicion, tuple[str, ...]] = {
    Suspicion.CERTIFIED_COPY: (CERTIFIED,),
    Suspicion.COPY_MARK: ("marked “BẢN SAO”",),
    Suspicion.PHOTOCOPY: (PHOTOCOPIED,),
    Suspicion.BLACK_SEAL: (PHOTOCOPIED, CERTIFIED),
    Suspicion.GREY_SCAN: (*COLOURLESS, "photocopy", "grey"),
}
"""By the scans that deserve each: a black seal only where the paper has a seal of full size."""


def doubts_table(results: Sequence[Result]) -> str:
    """A row for each doubt: the papers that deserve it, how many were warned, hinted at, missed; and wrongly warned."""
    lines = ["| doubt | papers | found | as a hint | missed | false alarms |", "|---|---|---|---|---|---|"]
    for suspicion, scans in DESERVED.items():
        due = [each for each in results if each.scan in scans and (each.sealed or suspicion != Suspicion.BLACK_SEAL)]
        others = [each for each in results if each.scan not in scans]
        found = sum(each.suspicions.get(suspicion, 0) >= STRONG for each in due)
        hinted = sum(0 < each.suspicions.get(suspicion, 0) < STRONG for each in due)
        false = sum(each.suspicions.get(suspicion, 0) >= STRONG for each in others)
        shares = f"{share(found, len(due))} | {hinted} | {len(due) - found - hinted} | {false} of {len(others)}"
        lines.append(f"| `{suspicion}` | {len(due)} | {shares} |")
    return "\n".join([*lines, ""])


def scans_table(results: Sequence[Result]) -> str:
    """A row for each scan: how many papers, how many of the right kind, how many warned about, and by what."""
    lines = ["| scan | papers | kind right | warned about | by what | hints |", "|---|---|---|---|---|---|"]
    for scan in dict.fromkeys(result.scan for result in results):
        some = [result for result in results if result.scan == scan]
        warned = sum(max(result.suspicions.values(), default=0) >= STRONG for result in some)
        right = sum(result.found_kind == result.kind for result in some)
        shares = f"{share(right, len(some))} | {share(warned, len(some))}"
        lines.append(f"| {scan} | {len(some)} | {shares} | {_causes(some, True)} | {_causes(some, False)} |")
    return "\n".join([*lines, ""])


def certified_words(results: Iterable[Result]) -> str:
    """Whether an earlier certification's number, date and signer were taken for the paper's."""
    certified = [result for result in results if result.scan == CERTIFIED]
    taken = sum(map(_is_stamped, certified))
    return f"Earlier certification taken for the paper's own number, date or signer: {taken} of {len(certified)}\n"


def _causes(results: Iterable[Result], strong: bool) -> str:
    found = (name for result in results for name, sure in result.suspicions.items() if (sure >= STRONG) == strong)
    return ", ".join(f"{name} {times}" for name, times in collections.Counter(found).most_common())


def _is_stamped(result: Result) -> bool:
    found = {name: result.found.get(name, ("", 0))[0] for name in ("number", "date", "signer")}
    wrong = {name: value for name, value in found.items() if value != result.fields.get(name)}
    stamp = {"number": "0099", "date": "2024-11-23", "signer": "Lê Thị Minh Chứng"}
    return any(value.startswith(stamp[name]) for name, value in wrong.items())
