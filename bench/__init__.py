"""What bench/run measures with, and in bench/parts what it measures."""
