"""What will happen next: gathered from the database, shown as text or as JSON."""
