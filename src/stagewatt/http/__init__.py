"""What every HTTP face shares: static files, headers, the gate, JSON errors, a bounded server."""
