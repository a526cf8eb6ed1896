"""What is reached, in files: a search whose levels are kept in a folder, by tasks that any executor runs."""
