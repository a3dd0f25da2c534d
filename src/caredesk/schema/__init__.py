"""What a declaration is: fields, records, ledgers, periods, rules. Standard library only; no I/O, no clock."""
