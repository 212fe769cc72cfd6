"""The ways in: web, REST, command line, worker, agents. No door knows a word of the trade."""
