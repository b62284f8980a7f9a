"""The charts of WRES values: what each shows as plain data, and its drawing as SVG and PNG.

``charted`` reads the figures of an organisation or an indicator, and ``standing_charts`` says what of them a chart
shows, as ``data``, which loads nothing. ``drawing`` has ``svg_of`` for a page, and ``picture_of`` and ``png_of`` for
files. A module for each kind of chart describes it in Vega-Lite and in words. These and ``drawing`` know no model.
"""
