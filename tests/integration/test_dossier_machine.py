"""Whatever clerks, certifiers and the machine do to dossiers, in whatever order, the register stays sound.

Reading and signing are functions that only advance, since what they read and sign does not matter here.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import itertools
import pathlib
import shutil
import uuid
from collections.abc import Callable, Iterator
from typing import Any, ClassVar, NamedTuple

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from certcopy.clock import VIETNAM, Clock
from certcopy.domain.dossier import FINISHED, NEXT, PENDING, State
from certcopy.domain.page import PageImage
from certcopy.domain.refusal import Ground
from certcopy.errors import ChangedMeanwhile, KeyUnusable, StillSigning, WrongState
from certcopy.register import journal
from certcopy.storage import schema
from certcopy.storage.home import Home
from certcopy.storage.objects import digest_of
from certcopy.workflow import compare, deliver, dossiers, issue, read, receive, steps
from certcopy.workflow.approve import approve
from certcopy.workflow.dossiers import Dossier
from certcopy.workflow.handed_in import HandedIn
from certcopy.workflow.house import House, open_house
from certcopy.workflow.progress import Progress
from certcopy.workflow.refuse import refuse
from certcopy.workflow.revoke import revoke
from certcopy.workflow.void import void
from certcopy.workflow.withdraw import withdraw
from tests.postgres import OWNER, Postgres

CLERKS = ("Trần Thị Lan Mẫu", "Lê Thị Hoa Mẫu")
NUMBERED = {State.ISSUING, State.ISSUED, State.DELIVERED, State.VOIDED, State.REVOKED}
READING = "1" * 64
PERSON = "Nguyễn Văn Mẫu"
PATIENCE = dt.timedelta(hours=2)
"""Longer than any pause between tries."""
USUAL = ("approve", "send", "ask", "return", "refuse", "withdraw")
"""What people decide once they have compared."""
FAR = len(("scan", "read", "compare", "approve", "sign", "deliver", "revoke"))
REFUSALS = (WrongState, ChangedMeanwhile, StillSigning)

Fresh = Callable[[Clock], contextlib.AbstractContextManager[House]]
Verb = Callable[[House, str, str, int | None], Dossier]


class Known(NamedTuple):
    """A dossier as somebody saw it."""

    id: str
    version: int


VERBS: dict[str, tuple[Verb, set[State]]] = {
    "send": (compare.send_to_certifier, {State.WAITING}),
    "return": (lambda h, d, a, v: compare.return_to_clerk(h, d, a, "mờ", v), {State.RETURNED}),
    "ask": (lambda h, d, a, v: compare.ask_partner(h, d, a, "hỏi", v), {State.WAITING_PARTNER}),
    "take_up": (compare.take_up, {State.COMPARING, State.READING}),
    "approve": (approve, {State.ISSUING}),
    "refuse": (lambda h, d, a, v: refuse(h, d, a, Ground.WORN, "", v), {State.REFUSED}),
    "withdraw": (lambda h, d, a, v: withdraw(h, d, a, "", v), {State.WITHDRAWN}),
    "void": (lambda h, d, a, v: void(h, d, a, "hỏng", v), {State.VOIDED}),
    "revoke": (lambda h, d, a, v: revoke(h, d, a, "nhầm", v), {State.REVOKED}),
    "deliver": (lambda h, d, a, v: deliver.deliver(h, d, a, deliver.Way.HANDED_OVER, v), {State.DELIVERED}),
}


ONWARD = {
    State.WAITING: "approve",
    State.RETURNED: "take_up",
    State.WAITING_PARTNER: "take_up",
    State.ISSUED: "deliver",
    State.DELIVERED: "revoke",
}
"""What is decided next in most dossiers, so that stories go far."""


class Register(RuleBasedStateMachine):
    """One register with a handful of dossiers, and what must have become of each."""

    known = Bundle("known")
    reached: ClassVar[set[State]] = set()
    """Where the stories led, all together."""

    def __init__(self) -> None:
        super().__init__()
        self.open = contextlib.ExitStack()
        self.moment = dt.datetime(2026, 1, 5, 8, tzinfo=VIETNAM)
        self.house = self.open.enter_context(self.fresh(lambda: self.moment))
        self.passed: dict[str, list[State]] = {}
        self.signing_fails = False

    def fresh(self, now: Clock) -> contextlib.AbstractContextManager[House]:
        """An office without dossiers."""
        raise NotImplementedError

    def teardown(self) -> None:
        self.reached.update(*self.passed.values())
        self.open.close()

    @initialize(target=known, compared=st.sampled_from(USUAL))
    def begins_with_one(self, compared: str) -> Known:
        """Else half the stories are of an office that nobody ever comes to."""
        dossier = self._arrived(compared=False)
        self.it_goes_far(dossier, compared, CLERKS[0])
        return dossier

    @rule(target=known, compared=st.booleans())
    def arrives_with_its_scans(self, compared: bool) -> Known:
        return self._arrived(compared=compared)

    @rule(target=known)
    def arrives_to_be_scanned(self) -> Known:
        return self._note(receive.open_dossier(self.house, receive.Opening(PERSON, uuid.uuid4().hex), CLERKS[0]))

    @rule(dossier=known)
    def is_scanned(self, dossier: Known) -> None:
        with no_intake(), contextlib.suppress(WrongState):
            self._note(receive.add_pages(self.house, dossier.id, some_scans(), CLERKS[0]))

    @rule(target=known, dossier=known)
    def somebody_looks(self, dossier: Known) -> Known:
        return self._note(dossiers.look_up(self.house, dossier.id))

    @rule(dossier=known, compared=st.sampled_from(USUAL), actor=st.sampled_from(CLERKS))
    def it_goes_on(self, dossier: Known, compared: str, actor: str) -> None:
        """Whoever's turn it is does what is usual: no story stops for want of a scanner or of the machine."""
        state = self._state(dossier.id)
        verb = compared if state is State.COMPARING else ONWARD.get(state)
        if verb is not None:
            self._decide(dossier.id, verb, actor, None)
        elif state is State.SCANNING:
            self.is_scanned(dossier)
        elif state in steps.STEPS:
            self.the_machine_works()

    @rule(dossier=known, compared=st.sampled_from(USUAL), actor=st.sampled_from(CLERKS))
    def it_goes_far(self, dossier: Known, compared: str, actor: str) -> None:
        """The usual, many times over: from the counter to a copy that was given out and taken back."""
        for _ in range(FAR):
            self.it_goes_on(dossier, compared, actor)

    @rule(dossier=known, verb=st.sampled_from(sorted(VERBS)), actor=st.sampled_from(CLERKS))
    def somebody_decides(self, dossier: Known, verb: str, actor: str) -> None:
        self._decide(dossier.id, verb, actor, None)

    @rule(dossier=known, verb=st.sampled_from(sorted(VERBS)), actor=st.sampled_from(CLERKS))
    def somebody_decides_on_what_they_saw(self, dossier: Known, verb: str, actor: str) -> None:
        stale = dossiers.look_up(self.house, dossier.id).version != dossier.version
        moved = self._decide(dossier.id, verb, actor, dossier.version)
        assert not (stale and moved)

    @rule(dossier=known, key=st.sampled_from(("k-1", "k-2")))
    def a_request_is_sent_twice(self, dossier: Known, key: str) -> None:
        for _ in range(2):
            with contextlib.suppress(*REFUSALS):
                once = compare.return_to_clerk(self.house, dossier.id, CLERKS[0], "mờ", key=f"{key}-{dossier.id}")
                self._note(once)

    @rule(fails=st.booleans())
    def the_keys_come_and_go(self, fails: bool) -> None:
        self.signing_fails = fails

    @rule()
    def the_machine_works(self) -> None:
        for dossier_id in self.passed:
            with machine(self.signing_fails):
                steps.run_step(self.house, dossier_id)
            self._note(dossiers.look_up(self.house, dossier_id))
        self.moment += PATIENCE

    @rule(dossier=known, actor=st.sampled_from(CLERKS))
    def a_copy_that_cannot_be_signed_is_given_up(self, dossier: Known, actor: str) -> None:
        """A number is voided only between a failed signing and the next: too narrow a gap to be met by chance."""
        if self._state(dossier.id) is not State.ISSUING:
            return
        before, self.signing_fails = self.signing_fails, True
        self.the_machine_works()
        self.signing_fails = before
        assert self._decide(dossier.id, "void", actor, None)

    @rule(dossier=known)
    def somebody_retries(self, dossier: Known) -> None:
        steps.retry(self.house, dossier.id, CLERKS[1])

    @invariant()
    def numbers_are_continuous_and_every_dossier_has_at_most_one(self) -> None:
        entries = self._rows(schema.entry)
        assert sorted(row.number for row in entries) == list(range(1, len(entries) + 1))
        numbered = {id_ for id_, states in self.passed.items() if states[-1] in NUMBERED}
        assert {row.dossier for row in entries} == numbered
        ended = {State.VOIDED: "void", State.REVOKED: "revocation"}
        said = {id_: ended[states[-1]] for id_, states in self.passed.items() if states[-1] in ended}
        by_number = {row.number: row.dossier for row in entries}
        assert {by_number[row.number]: row.kind for row in self._rows(schema.amendment)} == said

    @invariant()
    def what_is_owed_is_what_the_states_promise(self) -> None:
        owed: dict[str, list[str]] = {id_: [] for id_ in self.passed}
        open_: dict[str, list[str]] = {id_: [] for id_ in self.passed}
        for row in self._rows(schema.outbox):
            owed[row.dossier].append(row.facts["event"] if row.kind == "log" else row.kind)
            if row.done_at is None:
                open_[row.dossier].append(row.kind)
        for id_, states in self.passed.items():
            assert sorted(owed[id_]) == sorted(promised(states)), states
            assert ("deliver" in open_[id_]) == (states[-1] is State.ISSUED)

    @invariant()
    def the_journal_is_whole_and_tells_every_state(self) -> None:
        with self.house.database.read() as connection:
            assert journal.first_break(connection) is None
        told: dict[str, list[State]] = {id_: [] for id_ in self.passed}
        for row in sorted(self._rows(schema.journal), key=lambda row: int(row.seq)):
            if "state" in row.facts:
                told[row.dossier].append(State(row.facts["state"]))
        standing = {row.id: row for row in self._rows(schema.dossier)}
        for id_, states in told.items():
            assert (standing[id_].state, standing[id_].version) == (states[-1], len(states))
            assert all(after in NEXT[before] for before, after in itertools.pairwise(states))
            assert self.passed[id_] == states
            assert (states[-1] in PENDING) == (states[-1] not in FINISHED | {State.ISSUING})

    def _arrived(self, *, compared: bool) -> Known:
        request = receive.Request(PERSON, uuid.uuid4().hex, some_scans(), CLERKS[0] if compared else None)
        with no_intake():
            return self._note(receive.receive(self.house, request, CLERKS[0]))

    def _decide(self, dossier_id: str, verb: str, actor: str, version: int | None) -> bool:
        work, leads_to = VERBS[verb]
        before = self._state(dossier_id)
        try:
            after = work(self.house, dossier_id, actor, version)
        except REFUSALS:
            assert self._state(dossier_id) is before
            return False
        assert after.state in leads_to & NEXT[before]
        assert after.changed_by == actor
        self._note(after)
        return True

    def _note(self, dossier: Dossier) -> Known:
        """Remember where a dossier stands; a reading that was compared before passes two states at once."""
        passed = self.passed.setdefault(dossier.id, [])
        if passed[-1:] == [State.READING] and dossier.state is State.ISSUING:
            passed.append(State.COMPARING)
        if passed[-1:] != [dossier.state]:
            passed.append(dossier.state)
        return Known(dossier.id, dossier.version)

    def _state(self, dossier_id: str) -> State:
        return dossiers.look_up(self.house, dossier_id).state

    def _rows(self, table: sa.Table) -> list[sa.Row[Any]]:
        with self.house.database.read() as connection:
            return list(connection.execute(sa.select(table)))


def promised(states: list[State]) -> list[str]:
    """What a dossier that passed these states owed at some time."""
    owed = {State.ISSUED: ["issue", "deliver"], State.VOIDED: ["void"], State.REVOKED: ["revoke"]}
    return [each for state in states for each in owed.get(state, [])]


@contextlib.contextmanager
def machine(signing_fails: bool) -> Iterator[None]:
    """The machine's steps, cheap: they only advance, or fail as a missing key does."""

    def reads(house: House, dossier_id: str, _: Progress) -> None:
        read.keep_reading(house, dossier_id, READING, 90.0)

    def signs(house: House, dossier_id: str, _: Progress) -> None:
        if signing_fails:
            raise KeyUnusable(role="agency")
        issue.release(house, dossier_id, dossier_id.ljust(64, "0"))

    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(steps.STEPS, State.READING, reads)
        patch.setitem(steps.STEPS, State.ISSUING, signs)
        yield


@contextlib.contextmanager
def no_intake() -> Iterator[None]:
    """Scans are taken for page images without being decoded."""
    image = PageImage(jpeg=b"", width=8, height=8, dpi=200.0, digest=digest_of(b""))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(receive, "take_in", lambda *_: (image,))
        yield


def some_scans() -> tuple[HandedIn, ...]:
    return (HandedIn.of("a.jpg", uuid.uuid4().bytes),)


def prove(opened: Fresh, examples: int, leading_to: set[State]) -> None:
    """Play so many random stories on fresh registers, which together lead to these states."""

    class Played(Register):
        def fresh(self, now: Clock) -> contextlib.AbstractContextManager[House]:
            return opened(now)

    few = settings(
        max_examples=examples,
        stateful_step_count=50,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    Register.reached.clear()
    run_state_machine_as_test(Played, settings=few)
    assert Register.reached >= leading_to


def test_a_register_in_a_file_stays_sound(office_home: Home, tmp_path: pathlib.Path) -> None:
    @contextlib.contextmanager
    def fresh(now: Clock) -> Iterator[House]:
        home = Home(pathlib.Path(shutil.copytree(office_home.root, tmp_path / uuid.uuid4().hex)))
        house = open_house(home, now=now)
        yield house
        house.close()
        shutil.rmtree(home.root)

    prove(fresh, examples=40, leading_to=set(State) - {State.RECEIVED})


@pytest.mark.postgres
def test_a_register_in_postgres_stays_sound(
    office_home: Home, postgres: Postgres, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CERTCOPY_DATABASE", postgres_url)
    open_house(office_home).close()

    @contextlib.contextmanager
    def fresh(now: Clock) -> Iterator[House]:
        name = f"t{uuid.uuid4().hex}"
        postgres.sql(f"CREATE DATABASE {name} TEMPLATE {postgres_url.rpartition('/')[2]} OWNER {OWNER}")
        monkeypatch.setenv("CERTCOPY_DATABASE", postgres.url_of(name))
        house = open_house(office_home, now=now)
        yield house
        house.close()
        postgres.drop(postgres.url_of(name))

    prove(fresh, examples=8, leading_to={State.WAITING_PARTNER, State.ISSUED})
