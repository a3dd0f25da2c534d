"""新旧名单对照, 停发告知, 增减变动表: one page with three parts."""
