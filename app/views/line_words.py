"""The line to the server in a few words, for the bar above every page (UX rule 9) and for the settings.

What a person must act on comes before what passes by itself.
"""

from app.background.server_line import LineState
from app.language import ntr, tr
from app.views.top_bar import Status
from app.views.verdict import Tone
from app.views.wall_clock import minute_words


def line_status(state: LineState) -> Status:
    """Say how the exchange stands: a word, a sign, a tone."""
    if not state.url:
        return Status(tr("One station · stored here"), "circle-check", Tone.GOOD)
    if state.enrolled is False:
        return Status(tr("Not enrolled"), "lock", Tone.ATTENTION)
    if state.revoked:
        return Status(tr("Revoked"), "ban", Tone.WRONG)
    if state.forked:
        return Status(tr("Copied store: enrol again"), "copy-x", Tone.WRONG)
    if state.old_server:
        return Status(tr("Old server"), "history", Tone.WRONG)
    return _passing(state)


def _passing(state: LineState) -> Status:
    if state.offline_since is not None:
        since = tr("Offline since {time}").format(time=minute_words(state.offline_since))
        return Status(_with_waiting(since, state), "cloud-off", Tone.ATTENTION)
    if not state.online:
        return Status(_with_waiting(tr("Connecting …"), state), "wifi", Tone.PLAIN)
    if state.parked:
        return Status(ntr("{n} parked", "{n} parked", state.parked), "inbox", Tone.ATTENTION)
    return Status(_with_waiting(tr("Online"), state), "wifi", Tone.GOOD)


def _with_waiting(text: str, state: LineState) -> str:
    return f"{text} · {ntr('{n} waiting', '{n} waiting', state.waiting)}" if state.waiting else text


def clock_offset_words(ahead_s: float) -> str:
    """Say how this clock differs from the server's, whose is `ahead_s` ahead of it."""
    seconds = round(abs(ahead_s))
    if seconds < 1:
        return tr("as the server's")
    length = tr("{n} s").format(n=seconds) if seconds < 120 else tr("{n} min").format(n=round(seconds / 60))
    return (tr("{time} slow") if ahead_s > 0 else tr("{time} fast")).format(time=length)
