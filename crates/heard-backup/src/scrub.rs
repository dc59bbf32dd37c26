//! Takes the words of those who were erased out of earlier backups: blocks that hold any are written again
//! without them, and the old ones are swept away. Scores and counts stay.

use std::collections::{HashMap, HashSet};

use heard_store::{Erased, Scrubbed, Shape};

use crate::cut::{Content, rows_of};
use crate::manifest::{Block, Manifest};
use crate::repository::Moment;
use crate::{BackupError, Name, Repository};

/// Scrubs what was backed up before those of `newest` were erased; returns in how many moments. A block that
/// the newest backup has is what the database holds now, so it need not be looked at.
pub(crate) fn scrub(
    repository: &Repository,
    newest: &Manifest,
    earlier: &mut [Moment],
    erased: &Erased,
) -> Result<u64, BackupError> {
    if erased.is_empty() {
        return Ok(0);
    }
    let mut scrubbing = Scrubbing { repository, erased, clean: newest.names(), done: HashMap::new() };
    let erasures = Shape::clone(&newest.table("erasures").ok_or_else(no_erasures)?.shape);
    let mut scrubbed = 0;
    for moment in earlier {
        if moment.manifest.scrubbed == newest.scrubbed || scrubbing.is_clean(moment, &erasures)? {
            continue;
        }
        for table in &mut moment.manifest.tables {
            if !Erased::TABLES.contains(&table.shape.table.as_str()) {
                continue;
            }
            for group in &mut table.groups {
                let mut blocks = Vec::with_capacity(group.blocks.len());
                for block in &group.blocks {
                    blocks.extend(scrubbing.block(&table.shape, *block)?);
                }
                group.blocks = blocks;
            }
        }
        moment.manifest.scrubbed.clone_from(&newest.scrubbed);
        repository.sync()?;
        repository.replace(&moment.file, &moment.manifest)?;
        scrubbed += 1;
    }
    Ok(scrubbed)
}

fn no_erasures() -> BackupError {
    BackupError::Defect("the snapshot does not say who was erased".to_owned())
}

struct Scrubbing<'a> {
    repository: &'a Repository,
    erased: &'a Erased,
    clean: std::collections::BTreeSet<Name>,
    /// What has become of blocks.
    done: HashMap<Name, Option<Block>>,
}

impl Scrubbing<'_> {
    /// Whether a moment holds nothing of anybody who was erased.
    fn is_clean(&self, moment: &Moment, erasures: &Shape) -> Result<bool, BackupError> {
        let mut known = Erased::default();
        let names: HashSet<Name> = moment.manifest.scrubbed.iter().map(|block| block.name).collect();
        for name in names {
            let content = self.repository.get(&name)?;
            for row in rows_of(&content)? {
                // In the words of another version: then it is looked at again.
                if known.learn(erasures, row).is_err() {
                    return Ok(false);
                }
            }
        }
        Ok(known.includes(self.erased))
    }

    /// A block without the words; `None` if nothing is left.
    fn block(&mut self, shape: &Shape, block: Block) -> Result<Option<Block>, BackupError> {
        if self.clean.contains(&block.name) {
            return Ok(Some(block));
        }
        if let Some(done) = self.done.get(&block.name) {
            return Ok(*done);
        }
        let after = self.without_words(shape, block)?;
        self.done.insert(block.name, after);
        Ok(after)
    }

    fn without_words(&self, shape: &Shape, block: Block) -> Result<Option<Block>, BackupError> {
        let before = self.repository.get(&block.name)?;
        let mut content = Content::default();
        let mut is_same = true;
        for row in rows_of(&before)? {
            match self.erased.scrub(shape, row)? {
                Scrubbed::Same => {
                    content.add(row, u64::MAX);
                    continue;
                }
                Scrubbed::Changed(row) => {
                    content.add(&row, u64::MAX);
                }
                Scrubbed::Gone => {}
            }
            is_same = false;
        }
        if is_same {
            return Ok(Some(block));
        }
        if content.is_empty() {
            return Ok(None);
        }
        let put = self.repository.put(&content.bytes)?;
        let (rows, sum) = (content.tally.rows, content.tally.sum);
        Ok(Some(Block { name: put.name, bytes: put.bytes, rows, sum }))
    }
}
