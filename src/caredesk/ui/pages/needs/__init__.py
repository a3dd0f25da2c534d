"""需求与转介: what was found, who sees to it, whom it was passed on to, and what still waits for an answer."""
