"""When a protective device opens: curves as functions of multiple and time, state held apart."""
