"""The door for agents: every action, list and inquiry as a tool, with a dry run unless told to do it."""
