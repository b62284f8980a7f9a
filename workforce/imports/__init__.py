"""Imports of WRES values and organisations from files, in their steps.

``reading`` reads a file. ``checks`` says what looks wrong, without a database. ``comparing`` says what each row would
change, ``preview`` shows it, ``receiving`` and ``confirming`` save and write, ``undoing`` takes an import back, and
``rights`` says who may.
"""
