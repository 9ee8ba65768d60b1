"""The claims about this room's rows, and the facts that conditions may use. Importing the package declares them all."""

from . import basis, decisions, documents, field_values, fields, law, matters, meetings, parts, posts, reviews, seats, training

__all__ = [
    "basis",
    "decisions",
    "documents",
    "field_values",
    "fields",
    "law",
    "matters",
    "meetings",
    "parts",
    "posts",
    "reviews",
    "seats",
    "training",
]
