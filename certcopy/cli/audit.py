"""``certcopy audit``: whether what was recorded is still what was recorded, and for each break what to do."""

from typing import Annotated

import typer

from certcopy.cli import exits, offices, progress
from certcopy.cli.findings import Vocabulary, any_fault
from certcopy.cli.options import AsJson, HomeFolder
from certcopy.cli.words import N_
from certcopy.workflow.audit import audit
from certcopy.workflow.doctor import Level

HELP = N_(
    "Check the journal's chain, the numbers, the entries, the books, every stored file and the public log, and explain "
    "any break. Nothing is changed. Exit code: 0 where all is whole, 1 where something is not."
)

Sample = Annotated[
    int | None,
    typer.Option(metavar=N_("NUMBER"), min=1, help=N_("Read back only so many stored files, chosen by chance.")),
]

LEVELS = {Level.OK: N_("OK"), Level.WARNING: N_("WARNING"), Level.FAULT: N_("BROKEN")}

CHECKS = {
    "journal": N_("Journal"),
    "numbers": N_("Certification numbers"),
    "entries": N_("Register entries"),
    "books": N_("Books"),
    "objects": N_("Stored files"),
    "log": N_("Public log"),
    "logged": N_("Events in the log"),
    "code_keys": N_("Code keys"),
}

SENTENCES = {
    "check.failed": N_("The check itself failed ({kind}). See that this user may read the register and the office's folder."),
    "journal.sound": N_("The chain of {count} lines is unbroken."),
    "journal.altered": N_("Line {seq} does not follow from the line before: it, or one before it, was altered. Stop issuing, keep this register as evidence, and compare it with the last back-up."),
    "journal.missing": N_("Line {seq} is missing: lines were removed. Stop issuing, keep this register as evidence, and compare it with the last back-up."),
    "journal.cut": N_("The journal does not know how number {number} of {year} was taken: its end was cut off, or the entry was slipped in. Stop issuing and compare with the last back-up."),
    "numbers.sound": N_("{count} numbers, without a gap."),
    "numbers.gap": N_("Book {symbol} of {year}: number {missing} has no entry, {count} of {counter} are there. An entry was removed: find it in a back-up, the public log and the printed book."),
    "numbers.counter": N_("Book {symbol} of {year} has {count} numbers and its counter says {counter}. Stop issuing: the next number could be given twice. Restore from a back-up."),
    "numbers.double": N_("Number {number} of {year} ({symbol}) was given up as lost and stands in the register too. Find out from the printed book which is right."),
    "numbers.shared_copy": N_("The copy {digest} stands for two numbers. One entry was altered: compare with a back-up and the public log."),
    "entries.sound": N_("{count} entries agree with their dossiers."),
    "entries.lost": N_("{count} dossiers are numbered by their state and have no entry, the first is {dossier}. Entries were removed: restore them from a back-up."),
    "entries.early": N_("{count} entries belong to dossiers that were never numbered, the first is {dossier}. States were altered: compare with the journal."),
    "entries.no_copy": N_("{count} issued dossiers name no copy, the first is {dossier}. Compare with the journal, which names the copy."),
    "entries.void": N_("{count} numbers are voided in one place and not in the other, the first is of dossier {dossier}. Compare with the journal."),
    "entries.revocation": N_("{count} copies are revoked in one place and not in the other, the first is of dossier {dossier}. Compare with the journal."),
    "books.sound": N_("{count} volumes hold what they say."),
    "books.total": N_("Volume {volume}/{year} ({symbol}) holds {count} numbers, closed with {total}, or numbers that are not its own. Compare with the printed book."),
    "objects.sound": N_("All {count} files were read back unharmed."),
    "objects.sampled": N_("{count} of {total} files, chosen by chance, were read back unharmed."),
    "objects.harmed": N_("{count} files are missing or changed, the first is {digest} of dossier {dossier}. Bring them back from a back-up."),
    "log.empty": N_("Nothing was logged so far."),
    "log.sound": N_("The tree of {count} leaves leads to its signed root, and the published files agree."),
    "log.checkpoint": N_("The signed checkpoint says {size} leaves, the register {stored}, or another root. The log's state was altered: restore it from a back-up."),
    "log.size": N_("The register has {leaves} leaves and its head says {size}. Leaves were removed or slipped in: restore from a back-up."),
    "log.leaf": N_("Leaf {position} is not what was logged. Its salt or content was altered: restore it from a back-up."),
    "log.node": N_("A stored hash of level {level} (place {position}) does not follow from the leaves below it. Restore the register from a back-up."),
    "log.root": N_("The tree of {size} leaves does not lead to the signed root. Stop issuing, keep this register as evidence, and restore from a back-up."),
    "log.gap": N_("Leaves of the log are missing ({tile}). Stop issuing and restore from a back-up."),
    "log.rewound": N_("The files show {published} leaves, the register {size}: the register is older than what was published. Stop issuing and restore a newer back-up; where there is none, begin another log with “certcopy log new”."),
    "log.forked": N_("The published checkpoint of {published} leaves belongs to another tree than the register's. Stop issuing and keep both as evidence."),
    "log.file": N_("The file {file} of the log is missing or changed. Remove the log's folder: it is written anew from the register."),
    "log.behind": N_("{published} of {size} leaves are in the published files. They catch up while “certcopy serve” runs."),
    "code_keys.sound": N_("{count} keys of signed codes, each endorsed by the agency."),
    "code_keys.unendorsed": N_("The agency's word for the code key {kid} does not hold ({reasons}): copies made with it cannot be checked offline. Bring codes/{kid}.json back from a back-up."),
    "logged.sound": N_("{count} events, each with its leaf."),
    "logged.dropped": N_("{count} events are called logged and have no leaf, the first is of dossier {dossier}. Restore the register from a back-up."),
    "logged.no_issue": N_("{count} issued copies were never told to the log, the first is of dossier {dossier}. The entry was slipped in, or its event removed: compare with the journal."),
    "logged.no_void": N_("{count} voided numbers were never told to the log, the first is of dossier {dossier}. Compare with the journal."),
    "logged.no_revoke": N_("{count} revocations were never told to the log, the first is of dossier {dossier}. Compare with the journal."),
    "logged.other": N_("Leaf {position} says something else than the register's entry. One of them was altered: the log's root tells which."),
    "logged.waiting": N_("{count} events wait for their place in the log; “certcopy serve” gives it to them."),
}  # fmt: skip


def run(as_json: AsJson = False, sample: Sample = None, home: HomeFolder = None) -> int:
    """Ask every question and show the answers."""
    with offices.opened(offices.choose_home(home)) as house, progress.bar() as show:
        findings = list(audit(house, sample, show))
    Vocabulary(LEVELS, CHECKS, SENTENCES).show(findings, as_json=as_json)
    return exits.INVALID if any_fault(findings) else exits.OK
