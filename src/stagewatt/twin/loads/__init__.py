"""What people plug into a rack."""
