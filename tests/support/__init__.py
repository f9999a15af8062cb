"""What tests of the API, the demo and the campaigns share: the server as a process, and the API as calls."""
