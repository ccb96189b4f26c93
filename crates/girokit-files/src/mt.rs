//! SWIFT MT: statements (940, 941, 942, 950), advices (900, 910) and payments (103, 202).
