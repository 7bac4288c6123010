"""Who typed a wrong PIN how often, and how long the name waits."""

from app.models.people import PIN_FAILURES_MAX
from app.operations.pin_failures import NAMES_TRIED_MAX, PinFailures


def test_wrong_pins_are_counted_by_name_until_the_right_one() -> None:
    """A prankster locks nobody else out; a wait ends by itself; the right PIN ends the row."""
    failures = PinFailures()
    for _ in range(PIN_FAILURES_MAX):
        assert failures.wait_s("W-0001", 100.0) == 0
        failures.failed("W-0001", 100.0)
    assert failures.wait_s("W-0001", 110.0) == 20
    assert failures.wait_s("W-0002", 110.0) == 0
    assert failures.wait_s("W-0001", 130.0) == 0
    failures.failed("W-0001", 130.0)
    assert failures.wait_s("W-0001", 130.0) == 60
    failures.passed("W-0001")
    assert failures.wait_s("W-0001", 130.0) == 0


def test_names_without_end_do_not_fill_the_memory() -> None:
    """The name tried longest ago is forgotten first."""
    failures = PinFailures()
    for number in range(NAMES_TRIED_MAX + 1):
        for _ in range(PIN_FAILURES_MAX):
            failures.failed(f"name {number}", 0.0)
    assert failures.wait_s("name 0", 0.0) == 0
    assert failures.wait_s("name 1", 0.0) == 30
