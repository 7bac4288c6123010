"""Everything that runs beside the UI thread: the store's desk, the devices, the printers.

In here: threads and their way back to the UI thread. May be imported by `views` and `bootstrap`; imports operations and
below. Made, started and stopped by `bootstrap` alone. Thread: all of these objects live on the UI thread.
"""
