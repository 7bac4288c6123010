"""The kit: the shared widgets the screens are built from, each in a file of its own.

May import `views/theme`, `views/icons`, `views/verdict` and `language`; knows no operation, no order, no store.
A widget is given values and callables and tells what happened by signals. UI thread.
"""
