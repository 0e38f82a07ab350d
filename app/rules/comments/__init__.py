"""Later comments on a ticket: what is asked, disputed, tried, reported, mended, thanked for and provided."""
