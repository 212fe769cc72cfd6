"""The worker: jobs from the queue, followers of the feed, upkeep."""
