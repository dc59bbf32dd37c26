//! Faults of a data folder and of the file in it.

mod damaged_file;
mod disk_full;
mod read_only;
