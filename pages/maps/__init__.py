"""Maps: how much there is of something by two of its dimensions, of which parts, and where there is nothing.

The evidence map has studies (``evidence``), the recommendation map recommendations (``recommendations``). All else is
the same code for both.
"""
