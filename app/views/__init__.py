"""Widgets only: the shell, the kit of shared widgets in `kit/`, and one `…_view.py` per screen.

May import Qt, `background`, `models` and the small modules below; never `store`, SQLAlchemy or a device. What a widget
needs from elsewhere reaches it as a callable or a frozen value. All of it runs on the UI thread and waits for nothing.
"""
