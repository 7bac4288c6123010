"""Devices in, `Scan` values out.

The keyboard wedge (UI thread), the camera (a thread of its own), the hub where both meet (UI thread), the decoders and
the reading of GS1 element strings. May import: models, clock, errors, language. Qt only in `keyboard_wedge`, `key_text`
and `camera_thread`; cv2 only here. Nothing here knows what a code means in the warehouse.
"""
