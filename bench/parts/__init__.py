"""One module a part. Each has run(bench), which answers the part's rows of the table."""
