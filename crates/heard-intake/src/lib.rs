//! Raw feedback becomes validated: surveys, answers and imported files.
