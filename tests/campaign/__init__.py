"""The long tests: kills under load, judged by a state held outside the server."""
