//! The console's built files, embedded.
