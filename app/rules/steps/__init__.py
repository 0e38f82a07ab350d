"""What the partner did about the trouble, on whose side its cause lies, and what helps meanwhile."""
