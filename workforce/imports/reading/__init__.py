"""Files of WRES values and organisations, read without a database.

``tables`` opens a file, ``layouts`` tells what it is, and a module for each kind of file reads its rows:
``long_values``, ``returns``, ``survey`` and ``organisations``. ``spelling`` reads single cells, ``measure_names`` the
names of measures. ``candidates`` is what they all return. ``template_files`` makes the files to fill in.
"""
