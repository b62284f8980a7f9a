"""Imports of WRES values and organisations from files, in their steps.

``tables`` opens a file, ``layouts`` tells what it is, and a module for each kind of file reads its rows:
``long_values``, ``returns``, ``survey`` and ``organisations``. ``spelling`` reads single cells. ``checks`` says what
looks wrong, without a database. ``comparing`` says what each row would change, ``receiving`` and ``confirming`` save
and write, ``undoing`` takes an import back, and ``rights`` says who may. ``templates`` makes the files to fill in.
"""
