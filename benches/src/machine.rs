//! What the numbers were measured on, and how busy it was with other things.

use std::path::Path;

use serde::Serialize;

/// Facts about the machine.
#[derive(Clone, Debug, Serialize)]
pub struct Machine {
    /// The processor's name.
    pub processor: String,
    /// Processors that may be used.
    pub processors: usize,
    /// Memory in megabytes (10⁶ bytes).
    pub memory_megabytes: u64,
    /// The kernel.
    pub kernel: String,
    /// The file system under the data folders.
    pub file_system: String,
}

impl Machine {
    /// This machine, with its data folders in `folder`.
    pub fn look(folder: &Path) -> Self {
        let processor = field("/proc/cpuinfo", "model name").unwrap_or_else(|| "unknown".to_owned());
        let kibibytes = field("/proc/meminfo", "MemTotal");
        let kibibytes = kibibytes.and_then(|text| text.trim_end_matches(" kB").parse::<u64>().ok());
        Self {
            processor,
            processors: std::thread::available_parallelism().map_or(1, usize::from),
            memory_megabytes: kibibytes.unwrap_or(0) * 1_024 / 1_000_000,
            kernel: read("/proc/sys/kernel/osrelease"),
            file_system: file_system(folder),
        }
    }

    /// Whether a file there is only in memory, so that making it durable costs nothing.
    pub fn is_disk_only_memory(&self) -> bool {
        matches!(self.file_system.as_str(), "tmpfs" | "ramfs")
    }
}

/// Processes that wanted a processor, on average over the last minute; 2.0 is two busy ones.
pub fn load_average() -> f64 {
    read("/proc/loadavg").split(' ').next().and_then(|text| text.parse().ok()).unwrap_or(f64::NAN)
}

fn read(path: &str) -> String {
    std::fs::read_to_string(path).map(|text| text.trim().to_owned()).unwrap_or_default()
}

fn field(path: &str, name: &str) -> Option<String> {
    let text = read(path);
    let line = text.lines().find(|line| line.starts_with(name))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

/// The type of the file system with the longest mount point above the folder.
fn file_system(folder: &Path) -> String {
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let mounts = read("/proc/mounts");
    let above = mounts.lines().filter_map(|line| {
        let mut parts = line.split(' ');
        let (_, point, kind) = (parts.next()?, parts.next()?, parts.next()?);
        folder.starts_with(point).then_some((point.len(), kind))
    });
    above.max_by_key(|(length, _)| *length).map_or_else(|| "unknown".to_owned(), |(_, kind)| kind.to_owned())
}
