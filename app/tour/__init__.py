"""The tour: a whole day at one station, played on the real windows by keys, scans and camera pictures.

In here: the hands (keys at a window, a film for the camera), the record (screenshots, papers, latencies) and the day
itself. Nothing imports it but `__main__`. Thread: UI.
"""
