"""The shop of the recovery guide, and the guide itself as a program; bin/demo plays it, tests/test_guide.py asserts on it."""
