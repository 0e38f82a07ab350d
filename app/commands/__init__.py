"""The bodies of the larger commands; `app.cli` registers them."""
