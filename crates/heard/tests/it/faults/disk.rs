//! Small file systems of a test's own: real ones, that become full and read-only.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::not_run;

/// What a file system is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Memory.
    Memory,
    /// An image with ext4, as on most servers.
    Ext4,
}

/// A small file system, mounted.
pub struct SmallDisk {
    folder: tempfile::TempDir,
    path: PathBuf,
}

fn runs(program: &str, arguments: &[&str]) -> bool {
    let command = Command::new(program).args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).status();
    command.is_ok_and(|status| status.success())
}

/// A small disk; where there is none, that is noted.
pub fn small_disk(kind: Kind, megabytes: u64) -> Option<SmallDisk> {
    let disk = SmallDisk::mount(kind, megabytes);
    if disk.is_none() {
        not_run(
            &format!("a full disk ({kind:?})"),
            "no file system can be mounted here; run the tests as root",
        );
    }
    disk
}

impl SmallDisk {
    /// Mounts one of so many megabytes; `None` where this machine does not allow it.
    pub fn mount(kind: Kind, megabytes: u64) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("disk");
        std::fs::create_dir(&path).unwrap();
        let at = path.to_str().unwrap();
        let mounted = match kind {
            Kind::Memory => {
                let size = format!("size={megabytes}m");
                runs("mount", &["-t", "tmpfs", "-o", &size, "none", at])
            }
            Kind::Ext4 => {
                let image = folder.path().join("image");
                File::create(&image).unwrap().set_len(megabytes << 20).unwrap();
                let image = image.to_str().unwrap();
                runs("mkfs.ext4", &["-q", "-F", "-m", "0", image])
                    && runs("mount", &["-o", "loop", image, at])
            }
        };
        mounted.then_some(Self { folder, path })
    }

    /// The root of the file system.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Fills it to the last byte.
    pub fn fill(&self) {
        let mut filler = File::create(self.path.join("filler")).unwrap();
        for size in [1 << 20, 4_096, 1] {
            let bytes = vec![1; size];
            while filler.write_all(&bytes).is_ok() {}
        }
        let _ = filler.sync_all();
    }

    /// Makes room again.
    pub fn make_room(&self) {
        std::fs::remove_file(self.path.join("filler")).unwrap();
    }

    /// Lets the file system break off, as after an error of the disk: from then on it may only be read.
    /// Only ext4 can do that.
    pub fn break_off(&self) -> bool {
        runs("mount", &["-o", "remount,abort", self.path.to_str().unwrap()])
    }

    /// Takes an ext4 off and puts it there again, as after a restart of the machine.
    pub fn mount_anew(&self) -> bool {
        let image = self.folder.path().join("image");
        let (image, at) = (image.to_str().unwrap(), self.path.to_str().unwrap());
        // What it has to say of its damage is not of interest; it mends it.
        runs("umount", &[at]) && {
            runs("fsck.ext4", &["-y", image]);
            runs("mount", &["-o", "loop", image, at])
        }
    }

    /// Changes its options, such as mounting it for reading only, or for writing; nothing may be open for writing on it.
    pub fn remount(&self, options: &str) -> bool {
        runs("mount", &["-o", &format!("remount,{options}"), self.path.to_str().unwrap()])
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        if !runs("umount", &[self.path.to_str().unwrap()]) {
            runs("umount", &["-l", self.path.to_str().unwrap()]);
        }
    }
}
