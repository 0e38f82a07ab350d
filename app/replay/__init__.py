"""Replay before change: past tickets from a file or from Zendesk, judged on all cores, shown as text, page or JSON."""
