"""
What was refused, and what was done for a partner, out of the database alone: rows in, tables and pages out.

Everything here is pure. `app.store.ledger` reads the rows, `app.commands.ledger` and `app.commands.evidence` print.
"""
