"""``certcopy doctor``: every check with its result and, where needed, what to do."""

from certcopy.cli import exits, offices
from certcopy.cli.findings import Vocabulary, any_fault
from certcopy.cli.options import DEFAULT_PORT, AsJson, HomeFolder, Port
from certcopy.cli.words import N_
from certcopy.errors import NoOffice
from certcopy.workflow.doctor import Finding, Level, examine_machine, examine_office
from certcopy.workflow.doctor_scanners import examine_scanners

HELP = N_(
    "Check models, fonts, clock, disk, register, keys, certificates and their expiry, scanners, and say for each "
    "what to do. Exit code: 0 where the office can issue, 5 where something prevents it."
)

LEVELS = {Level.OK: N_("OK"), Level.WARNING: N_("WARNING"), Level.FAULT: N_("FAULT")}

CHECKS = {
    "python": N_("Python"),
    "sqlite": N_("SQLite library"),
    "fonts": N_("Fonts"),
    "ocr": N_("Text recognition"),
    "folder": N_("Folder and disk"),
    "clock": N_("Clock"),
    "port": N_("Network port"),
    "office": N_("Office"),
    "profile": N_("Office profile"),
    "rules": N_("Reading rules"),
    "database": N_("Database"),
    "register": N_("Register"),
    "numbers": N_("Certification numbers"),
    "objects": N_("Stored files"),
    "keys": N_("Key files"),
    "certifier": N_("Certifier's certificate"),
    "agency": N_("Agency's certificate"),
    "timestamp": N_("Time-stamps"),
    "trust": N_("Trusted roots"),
    "scanners": N_("Scanners"),
    "scan_folder": N_("Scan folder"),
    "code_key": N_("Code key"),
}

SENTENCES = {
    "check.failed": N_("The check itself failed ({kind}). See that this user may read and write the office's folder."),
    "python.version": N_("Python {version}."),
    "python.old": N_("Python {version} is too old. Install Python 3.11 or newer."),
    "sqlite.version": N_("SQLite {version}, safe with a write-ahead log."),
    "fonts.complete": N_("All {count} letters and signs are there."),
    "fonts.lacking": N_("{face} lacks {count} Vietnamese letters. Install the certcopy package again."),
    "ocr.engine": N_("Engine “{engine}”; the Vietnamese and orientation models are there."),
    "ocr.slow": N_(
        "Engine “{engine}”: pages are read, but in three times the time, as ONNX Runtime cannot be loaded. On Windows install Microsoft's Visual C++ Redistributable (x64); elsewhere install the certcopy package again."
    ),
    "folder.room": N_("{home} can be written; {free_mib} MiB are free."),
    "folder.little_room": N_("Only {free_mib} MiB are free for {home}. Free some space on this disk."),
    "clock.agrees": N_("{clock}, in agreement with the disk."),
    "clock.differs": N_("The machine says {clock}, the disk {disk}. Set the clocks of both by the network."),
    "clock.behind": N_("The clock is behind the register's last line ({journal}). Set the clock before issuing."),
    "port.free": N_("Port {port} is free."),
    "port.taken": N_("Port {port} is in use: by “certcopy serve” itself, or choose another with --port."),
    "profile.sound": N_("{agency}."),
    "rules.sound": N_("{count} kinds of paper are known."),
    "profile.test": N_("{agency}: a TEST office, its copies have no legal value. Use “certcopy init” for real work."),
    "database.sqlite": N_("A file in the office's folder."),
    "database.postgresql": N_("PostgreSQL."),
    "register.sound": N_("The file is sound and the journal's chain of {lines} lines unbroken."),
    "register.damaged": N_("The register's file is damaged. Stop issuing and restore it from a back-up."),
    "register.journal_broken": N_("The journal was altered at line {seq}. Stop issuing and call the administrator."),
    "numbers.whole": N_("{count} numbers, without a gap."),
    "numbers.gap": N_("Book {symbol} of {year} has {count} entries and counts {counter}. Restore from a back-up."),
    "objects.sound": N_("The newest {count} copies were read back unharmed."),
    "keys.private": N_("All {count} secret files are readable by their owner only."),
    "keys.readable": N_("Others may read {file}. Take their right away (chmod 600)."),
    "certificate.valid": N_("{subject}: valid until {until}, {days} days left."),
    "certificate.expires_soon": N_("{subject}: only {days} days left (until {until}). Apply for a new one now."),
    "certificate.expired": N_("{subject}: expired on {until}. Obtain a new certificate and replace the key file."),
    "certificate.another_name": N_(
        "The certificate is of “{subject}”, the profile names “{named}”: copies cannot be told to be this agency's. "
        "Write the certificate's name in office.toml, or obtain the right certificate."
    ),
    "certificate.not_yet": N_("{subject}: not valid yet. Check the clock, or wait until the certificate is in force."),
    "timestamp.http": N_("From {url}."),
    "timestamp.test": N_("From the TEST authority in this office's folder; they prove nothing outside it."),
    "timestamp.none": N_("None: signing times are only claimed. Name an authority under [timestamp] in office.toml."),
    "scanners.found": N_("{count} found: {names}."),
    "scanners.none": N_("None found. Turn one on, or save its address under [scan] in office.toml."),
    "scanners.sane": N_("scanimage is installed."),
    "scanners.no_sane": N_("scanimage is not installed: only network scanners (eSCL) and the scan folder work."),
    "scan_folder.off": N_("None is watched."),
    "scan_folder.sound": N_("{folder} can be read and written."),
    "scan_folder.missing": N_("There is no folder {folder}. Make it, or change folder under [scan] in office.toml."),
    "scan_folder.read_only": N_("{folder} cannot be written: files stay there. Give this user the right to write."),
    "code_key.endorsed": N_("Key {kid} signs the codes on copies: endorsed until {until}, {days} days left."),
    "code_key.expires_soon": N_("Key {kid} signs codes until {until} only ({days} days). With a new agency certificate: “certcopy code-key rotate”."),
    "code_key.none": N_("None so far: one is made and endorsed with the first copy."),
    "code_key.renewed": N_("None can sign now: a fresh one is made and endorsed with the next copy."),
    "code_key.unfit": N_("Key {kid} is not vouched for as it must be ({reasons}). Run “certcopy code-key rotate”."),
    "trust.roots": N_("{count} root certificates."),
    "trust.none": N_("No root is trusted, so no copy can pass its verification. Put PEM files into trust/."),
}  # fmt: skip


def run(as_json: AsJson = False, port: Port = DEFAULT_PORT, home: HomeFolder = None) -> int:
    """Examine the machine, then the office, and show what was found."""
    findings = list(examine_machine(offices.settings().ocr_engine))
    try:
        chosen = offices.choose_home(home)
        findings += examine_office(chosen, offices.settings().ocr_engine, port)
        findings += examine_scanners(chosen, offices.settings().mdns)
    except NoOffice as refusal:
        findings.append(Finding("office", Level.FAULT, refusal.code, refusal.facts()))
    Vocabulary(LEVELS, CHECKS, SENTENCES).show(findings, as_json=as_json)
    return exits.NOT_READY if any_fault(findings) else exits.OK
