"""What any kind of entry can do: rights, workflow, drafts, versions, history, bulk actions, workbooks and link checks,
with the base of the admin and the desk.

Nothing here knows a particular kind of entry: that is for the apps above.
"""
