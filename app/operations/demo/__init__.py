"""The demo warehouse: products, people, places, stock and orders, from a shop of 6,000 products to a million.

Pure and seeded: the same numbers give the same warehouse on every machine; nothing here opens the store (the caller
inserts what is yielded with many-row statements). Everything streams, so a million rows never stand in memory at once.
May import models and NumPy. Thread: any.
"""
