"""``python -m benchmarks.incidents``: the service under mixed load, first undisturbed and then through incidents.

Readers, downloads, a curator who publishes one edition after another, and imports of studies, all at once and over
HTTP, against the server of a deployment with a primary and a replica of its own. Visitors ask again as soon as they are
answered. It ends with what each kind of visitor was answered in each phase, and fails if anything was answered with
500, if a page was out of date, or if anything that was acknowledged is missing.
"""
