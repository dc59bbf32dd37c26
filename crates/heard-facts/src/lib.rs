//! Accepted answers become signed rows, column segments and dictionaries.
