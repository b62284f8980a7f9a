"""The charts of WRES values: what each shows as plain data, and its drawing as SVG and PNG.

``data`` says what a chart shows and loads nothing. ``drawing`` has ``svg_of`` for a page, and ``picture_of`` and
``png_of`` for files. A module for each kind of chart describes it in Vega-Lite and in words. Nothing here knows a
model.
"""
