"""What a worker is told: complete for every refusal, in both languages, each kind told apart."""

import pytest

from app.language import set_language
from app.models.people import Role
from app.models.refusals import Reason, Refused
from app.views.icons import icon_names
from app.views.sounds import sound_file
from app.views.verdict import Sound, Tone
from app.views.words import WORDS, Done, done, field_sentence, refused, role_word

# Rule D1, one line a kind: members on one line are one kind and may sound alike.
KINDS = (
    (Reason.UNKNOWN_CODE,),
    (Reason.NOT_IN_WORK,),
    (Reason.WRONG_LOT, Reason.WRONG_SERIAL),
    (Reason.DONE_ALREADY,),
    (Reason.TOO_MANY,),
    (Reason.WRONG_PLACE,),
    (Reason.WRONG_TOTE, Reason.WRONG_PARCEL),
    (Reason.SERIAL_SEEN,),
    (Reason.EXPIRED, Reason.ON_HOLD),
    (Reason.ORDER_CANCELLED, Reason.ORDER_CHANGED, Reason.ORDER_HELD),
)


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_has_words_symbol_tone_and_sound_in_both_languages(reason: Reason) -> None:
    """Rule D2: a refusal is told by colour, symbol, sound and words."""
    told = {}
    for code in ("en", "zh_CN"):
        set_language(code)
        verdict = refused(Refused(reason, expected="JC-1001", read="CW-0330"))
        assert verdict.title
        assert verdict.remedy
        assert (verdict.expected, verdict.read) == ("JC-1001", "CW-0330")
        assert verdict.tone in (Tone.WRONG, Tone.ATTENTION)
        assert verdict.symbol in icon_names()
        assert sound_file(verdict.sound).exists()
        told[code] = (verdict.title, verdict.remedy)
    assert told["en"][0] != told["zh_CN"][0]
    assert told["en"][1] != told["zh_CN"][1]
    assert any(ord(sign) > 0x2E7F for sign in told["zh_CN"][0])


def test_every_kind_of_wrong_scan_has_a_sound_of_its_own() -> None:
    """Rule D2: each kind of wrong scan has its own sound, and none sounds like a good one."""
    sounds = [{WORDS[reason].sound for reason in kind} for kind in KINDS]
    assert all(len(heard) == 1 for heard in sounds)
    files = [sound_file(next(iter(heard))).read_bytes() for heard in sounds]
    good = [sound_file(sound).read_bytes() for sound in (Sound.GOOD, Sound.LINE_DONE, Sound.ORDER_DONE)]
    assert len(set(files + good)) == len(KINDS) + 3


def test_no_two_refusals_have_the_same_title_in_either_language() -> None:
    for code in ("en", "zh_CN"):
        set_language(code)
        titles = [refused(Refused(reason)).title for reason in Reason]
        assert len(set(titles)) == len(titles)


def test_a_wrong_scan_waits_to_be_noticed() -> None:
    assert refused(Refused(Reason.NOT_IN_WORK)).must_acknowledge
    assert not refused(Refused(Reason.NEEDS_LOT)).must_acknowledge


@pytest.mark.parametrize("what", list(Done))
def test_everything_done_has_a_word_and_a_known_symbol(what: Done) -> None:
    verdict = done(what, "JC-1001", "2 / 3")
    assert verdict.tone in (Tone.GOOD, Tone.ATTENTION)
    assert verdict.symbol in icon_names()
    assert (verdict.text, verdict.figure) == ("JC-1001", "2 / 3")
    set_language("zh_CN")
    assert done(what).title != verdict.title


def test_a_message_at_a_field_names_what_was_typed_and_the_remedy() -> None:
    sentence = field_sentence(Refused(Reason.BAD_QUANTITY, read="-3"))
    assert "-3" in sentence
    assert "whole number" in sentence


def test_every_role_has_a_name() -> None:
    assert len({role_word(role) for role in Role}) == len(Role)
