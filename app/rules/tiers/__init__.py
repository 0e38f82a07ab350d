"""
The rules, a room a tier: what each asks of a case and what it concludes. `app.rules.rulebook` has their order.

Each rule is tied to a clause of policy.toml. It asks for signs (`app.rules.reading`) and for what contradicts them, and
where no sign speaks, for claims and numbers (`app.rules.reader`); never for words of one partner or one event. A sign
alone is right three times in four, hence severe rules ask for a second or for the absence of what takes them back. What
is unclear goes up a tier or to review, never down.
"""
