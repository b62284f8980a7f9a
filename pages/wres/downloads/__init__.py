"""What can be taken from the pages of the standard: values as CSV, charts as pictures, an organisation’s board paper.

What a page shows is made in its own module above, and what a chart shows in ``charts``.
"""
