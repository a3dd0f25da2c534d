"""探访计划: who goes where on which day."""
