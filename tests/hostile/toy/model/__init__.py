"""A library that lends books: the rules that hostile input is made of."""
