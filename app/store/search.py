"""Type-ahead over products: an index of words whose row numbers fall with popularity, so that the first hits are the best.

A ranking function must look at every hit; here the first twenty by row number are the answer and the walk stops there.
`product_place` gives each product its row number in the index: the bulk load leaves gaps, a new product goes between its
neighbours in popularity. The index is contentless, keeps neither positions nor columns, and has prefix lists for what is
typed first. Codes and SKUs are found by ranges of their own b-trees. SQLite only: the server does not search as one types.
"""
