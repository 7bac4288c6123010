"""The mathematics: promise, cartons, and later allocation, waves, routes, forecast.

Pure functions on values and NumPy arrays. May be imported by `operations` and above; imports `models`. Thread: any.
"""
