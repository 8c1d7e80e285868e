"""Nodes find each other, share what they read and carry commands to the owner of a rack."""
