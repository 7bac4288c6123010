"""The station's side of the wire: what to send, what to believe, what to take over (SYNC.md §3).

In here: the pure engine (events in, instructions out) with the values it hears and tells. Imports `models` and the
standard library; may be imported by `bootstrap`, blind to `background`. Thread: the sync thread; the engine itself
knows none.
"""
