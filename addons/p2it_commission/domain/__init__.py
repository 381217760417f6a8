"""Rules of commission that need no database: exact arithmetic on fractions, and which rule wins."""
