"""新旧名单对照: the county's lists kept as they were, compared with each other and with the register."""
