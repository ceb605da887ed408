"""A log that can go on no more is followed by another; nothing is ever signed twice, whenever the process dies."""

from __future__ import annotations

import json
import pathlib
import shutil

import pytest
import sqlalchemy as sa

from certcopy.errors import LogGoesOn, LogKeyMissing, LogRewound, RecoveryHold
from certcopy.register import holds
from certcopy.register.log import ledger
from certcopy.register.log.leaf import Leaf
from certcopy.storage import schema
from certcopy.workflow import audit_log, renewal
from certcopy.workflow.doctor import Level
from certcopy.workflow.house import House
from certcopy.workflow.logkey import read_key
from certcopy.workflow.proof import proof_of
from certcopy.workflow.publish import publish_due, published
from certcopy.workflow.renewal import begin_new_log
from fixtures.events import dossier_of, owe_events
from tests.conftest import CommandLine

EVENTS = 260
LOST = 40


@pytest.fixture
def rewound(house: House) -> House:
    """An office restored to an earlier state than its published log shows."""
    owe_events(house, EVENTS)
    publish_due(house)
    with house.database.write() as connection:
        connection.execute(schema.log_state.delete())
        connection.execute(schema.log_node.delete())
        connection.execute(schema.leaf.delete().where(schema.leaf.c.position >= EVENTS - LOST))
        kept = sa.select(schema.leaf.c.outbox)
        connection.execute(schema.outbox.delete().where(schema.outbox.c.id.not_in(kept)))
        connection.execute(schema.leaf.delete())
        connection.execute(schema.entry.delete().where(schema.entry.c.number > EVENTS - LOST))
        connection.execute(schema.outbox.update().values(done_at=None))
    with pytest.raises(LogRewound):
        publish_due(house)
    return house


def faults(house: House) -> list[str]:
    return [each.code for each in audit_log.check_log(house) if each.level is Level.FAULT]


def assert_begun(house: House, former_key: str) -> None:
    key = read_key(house.home.log_key).verifier
    head = published(house.home.log)
    assert head is not None
    assert (head.size, head.origin) == (EVENTS - LOST, key.name)
    assert str(key) != former_key
    assert (house.home.log / "key").read_text(encoding="utf-8") == f"{key}\n"
    proof = proof_of(house, dossier_of(7))
    assert proof.proves(Leaf.parse(proof.extra).commitment, key)
    assert faults(house) == []
    owe_events(house, 1, first=EVENTS + 1)
    assert publish_due(house)


def test_the_events_that_are_known_stand_in_the_new_log(rewound: House) -> None:
    former = published(rewound.home.log)
    former_key = str(read_key(rewound.home.log_key).verifier)
    begun = begin_new_log(rewound, "Phạm Văn A", "mất bản sao lưu mới nhất")
    assert begun.former is not None
    assert published(begun.former) == former
    assert_begun(rewound, former_key)
    with rewound.database.read() as connection:
        said = connection.scalar(sa.select(schema.journal.c.facts).order_by(schema.journal.c.seq.desc()).limit(1))
    assert said is not None
    assert (said["origin"], said["reason"]) == (begun.origin, "mất bản sao lưu mới nhất")


@pytest.mark.parametrize("step", ["make_key", "sync_folder", "_owe_again", "_put_aside", "publish_due"])
def test_wherever_it_is_killed_nothing_is_signed_until_it_is_done_again(
    rewound: House, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    former_key = str(read_key(rewound.home.log_key).verifier)

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(renewal, step, die)
        with pytest.raises(KeyboardInterrupt):
            begin_new_log(rewound, "Phạm Văn A", "thử")
    if step == "publish_due":
        publish_due(rewound)
    else:
        with pytest.raises((LogRewound, LogKeyMissing)):
            publish_due(rewound)
        begin_new_log(rewound, "Phạm Văn A", "thử")
    assert_begun(rewound, former_key)
    assert former_key in {str(read_key(key).verifier) for key in rewound.home.keys.glob("log-until-*.key")}


def test_a_log_without_its_key_and_its_files_begins_anew(house: House) -> None:
    owe_events(house, EVENTS - LOST)
    publish_due(house)
    former_key = str(read_key(house.home.log_key).verifier)
    house.home.log_key.unlink()
    shutil.rmtree(house.home.log)
    assert begin_new_log(house, "Phạm Văn A", "mất khóa").former is None
    assert_begun(house, former_key)


def test_another_machine_keeps_the_two_logs_apart(rewound: House) -> None:
    begun = begin_new_log(rewound, "Phạm Văn A", "thử")
    assert begun.former is not None
    shutil.rmtree(rewound.home.log)
    begun.former.rename(rewound.home.log)
    owe_events(rewound, LOST + 1, first=EVENTS + 1)
    with pytest.raises(LogRewound):
        publish_due(rewound)


def test_a_log_that_goes_on_is_not_ended(house: House) -> None:
    owe_events(house, 3)
    publish_due(house)
    with pytest.raises(LogGoesOn):
        begin_new_log(house, "Phạm Văn A", "thử")
    with house.database.read() as connection:
        head = ledger.head(connection, house.authority)
    assert head is not None
    assert head.checkpoint.size == 3


def test_numbers_are_reconciled_first(rewound: House) -> None:
    with rewound.database.write() as connection:
        holds.place(connection, rewound.clock(), holds.RESTORED, {})
    with pytest.raises(RecoveryHold):
        begin_new_log(rewound, "Phạm Văn A", "thử")


def test_a_restored_register_signs_nothing_behind_a_checkpoint_that_was_kept(
    rewound: House, tmp_path: pathlib.Path, certcopy: CommandLine
) -> None:
    home, kept = rewound.home, tmp_path / "checkpoint"
    kept.write_bytes((home.log / "checkpoint").read_bytes())
    shutil.rmtree(home.log)
    with rewound.database.write() as connection:
        holds.place(connection, rewound.clock(), holds.RESTORED, {})
    words = ("--checkpoint", kept, "--lift", "Phạm Văn A", "--reason", "thử", "--home", home.root)
    lifted = certcopy("restore", "--reconcile", *words)
    assert lifted.code == 0, lifted.err
    assert "certcopy log new" in lifted.err
    with pytest.raises(LogRewound):
        publish_due(rewound)
    begin_new_log(rewound, "Phạm Văn A", "thử")
    assert faults(rewound) == []


def test_from_the_command_line(rewound: House, certcopy: CommandLine) -> None:
    home = rewound.home.root
    assert certcopy("log", "new", "--home", home).code == 4
    done = certcopy("log", "new", "--reason", "thử", "--json", "--home", home)
    assert done.code == 0, done.err
    assert json.loads(done.out)["events"] == EVENTS - LOST
    assert certcopy("log", "new", "--reason", "thử", "--home", home).code != 0
