"""Who we are: legal entities, places, currencies, users and what they may do."""
