"""Pure judgement: reading, settings and what was known before in; picture and events out."""
