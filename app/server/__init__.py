"""The central server: takes facts in over HTTP, folds them on PostgreSQL with the stations' folds, feeds rows back.

In here: the plain ASGI door for facts and pages, the group commit, the hints, enrolment, health and metrics, an own
PostgreSQL for a shop that has none. May import `operations` and what is below, and `sync.codec` for the bytes; never
Qt, never a screen. Threads: the event loop answers; one worker a queue takes facts in; a small pool reads pages.
"""
