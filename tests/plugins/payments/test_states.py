"""The rule that judges what is told of a charge: money moves forward only, and what does not fit moves nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from plugins.payments.states import (
    ALLOWED,
    AMOUNT,
    CANCELLED,
    CREATED,
    CURRENCY,
    DOUBLED,
    ENDED,
    EXPIRED,
    FAILED,
    LATE,
    PAID,
    POSTED,
    RECEIVED,
    RECONCILED,
    REVERSED,
    STATES,
    STEPS,
    WAITING,
    Judged,
    Stands,
    judge,
    rank,
)  # fmt: skip

TOLD = st.sampled_from((*STEPS, EXPIRED, FAILED))


def test_the_table_of_transitions_is_the_one_that_was_agreed() -> None:
    assert {state: sorted(to) for state, to in ALLOWED.items()} == {
        CREATED: sorted({WAITING, PAID, RECEIVED, POSTED, EXPIRED, FAILED, CANCELLED}),
        WAITING: sorted({PAID, RECEIVED, POSTED, EXPIRED, FAILED, CANCELLED}),
        PAID: sorted({RECEIVED, POSTED}),
        RECEIVED: [POSTED],
        POSTED: [], EXPIRED: [], FAILED: [], CANCELLED: [],
    }  # fmt: skip
    assert set(RECONCILED) == ENDED
    assert ALLOWED.keys() == set(STATES)


@pytest.mark.parametrize(
    ("state", "told", "amount", "judged"),
    [
        (WAITING, PAID, 500, Judged("move", PAID, (PAID,))),
        (WAITING, POSTED, 500, Judged("move", POSTED, (PAID, RECEIVED, POSTED))),
        (CREATED, PAID, 500, Judged("move", PAID, (PAID,))),
        (PAID, POSTED, 500, Judged("move", POSTED, (RECEIVED, POSTED))),
        (POSTED, RECEIVED, 500, Judged("note")),
        (WAITING, PAID, 499, Judged("look", reason=AMOUNT)),
        (WAITING, POSTED, 501, Judged("look", reason=AMOUNT)),
        (EXPIRED, PAID, 500, Judged("look", reason=LATE)),
        (CANCELLED, POSTED, 500, Judged("look", reason=LATE)),
        (FAILED, RECEIVED, 500, Judged("look", reason=LATE)),
        (WAITING, EXPIRED, 0, Judged("move", EXPIRED)),
        (EXPIRED, FAILED, 0, Judged("again")),
        (PAID, EXPIRED, 0, Judged("note")),
        (PAID, FAILED, 0, Judged("look", reason=REVERSED)),
    ],
)
def test_what_is_told_is_judged(state: str, told: str, amount: int, judged: Judged) -> None:
    assert judge(Stands(state, 500, {}), told, amount=amount) == judged


def test_a_second_payment_is_known_by_its_reference() -> None:
    paid = Stands(PAID, 500, {PAID: frozenset({"RRN1"})})

    assert judge(paid, PAID, amount=500, reference="RRN1") == Judged("again")
    assert judge(paid, PAID, amount=500) == Judged("again")
    assert judge(paid, PAID, amount=500, reference="RRN2") == Judged("look", reason=DOUBLED)


def test_another_currency_is_never_taken_for_rupiah() -> None:
    assert judge(Stands(WAITING, 500, {}), PAID, amount=500, currency="USD") == Judged("look", reason=CURRENCY)
    assert judge(Stands(WAITING, 500, {}), PAID, amount=500, currency="360").outcome == "move"


@given(st.text(max_size=12).filter(lambda text: text not in (*STEPS, EXPIRED, FAILED)))
def test_nobody_tells_a_state_that_is_ours_to_say(told: str) -> None:
    with pytest.raises(ValueError, match="nobody tells"):
        judge(Stands(WAITING, 500, {}), told, amount=500)


class Money(RuleBasedStateMachine):
    """Reports in any order, with any amount, as often as one likes: what holds at every moment."""

    def __init__(self) -> None:
        super().__init__()
        self.state = WAITING
        self.told: dict[str, set[str]] = {}
        self.events: list[str] = []
        self.looks = 0

    @rule(told=TOLD, amount=st.sampled_from((500, 500, 500, 499)), reference=st.sampled_from(("", "A", "A", "B")))
    def report(self, told: str, amount: int, reference: str) -> None:
        before = self.state
        judged = judge(Stands(before, 500, {state: frozenset(found) for state, found in self.told.items()}), told, amount=amount, reference=reference)
        if judged.outcome == "move":
            assert judged.state in ALLOWED[before]
            assert told not in STEPS or amount == 500
            self.state = judged.state
            self.events += judged.passed or (judged.state,)
        if judged.outcome == "look":
            self.looks += 1
            assert judged.reason
        if told in STEPS and amount != 500:
            assert judged.outcome == "look"
        if told in STEPS and before in ENDED:
            assert judged.outcome == "look"
        if judged.outcome in ("move", "note") or judged.reason == DOUBLED:
            self.told.setdefault(told, set()).add(reference)

    @invariant()
    def each_step_is_told_once_and_in_order(self) -> None:
        assert len(set(self.events)) == len(self.events)
        money = [state for state in self.events if state in STEPS]
        assert money == list(STEPS[: len(money)])

    @invariant()
    def the_state_is_the_last_that_was_told(self) -> None:
        if self.state in STEPS:
            assert rank(self.state) == len([state for state in self.events if state in STEPS])
        else:
            assert self.state in (WAITING, EXPIRED, FAILED)


TestMoney = Money.TestCase
