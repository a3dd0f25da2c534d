"""走访路线 and 村级登记表: sheets that go out on paper and are typed in again."""
