//! An answer and a rule become an alert, and the alert a case with a deadline.
