"""One function per thing a person or the planner does: load, decide, record, fold. Also the read side.

Each writing function takes the `Station` and the `Author`, opens one unit of work, loads values, lets a rule of
`models` decide, records the facts and answers with an `Outcome`. May import store, models, planning, printing,
scanning. Thread: writing functions on the store thread, look-ups on a reader's.
"""
