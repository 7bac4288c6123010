"""Packbench: an order desk and a pick-and-pack floor in one desktop program.

Rooms and floors are described in the README ("The house"); each room's `__init__.py` is its door sign.
"""

__version__ = "0.1.1"
