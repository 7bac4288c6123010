"""The station's side of the wire: what to send, what to believe, what to take over (SYNC.md §3).

In here: the pure engine (events in, instructions out) with the values it hears and tells; the HTTP client; the runner
that drives both with real time and the real store. Imports `store`, `models` and below; may be imported by `views` and
`bootstrap`, blind to `background`. Threads: the sync thread and its few lines to the server; the engine knows none.
"""
