//! The Merkle tree of RFC 6962 section 2.1, and its proofs.

use ring::digest::{Context, SHA256};

use crate::{Error, ErrorKind, secret};

/// A SHA-256 value.
pub type Hash = [u8; 32];

/// Hash of a leaf: `SHA-256(0x00 ‖ leaf)`.
pub fn leaf_hash(leaf: &[u8]) -> Hash {
    hash(&[&[0], leaf])
}

fn node_hash(left: &Hash, right: &Hash) -> Hash {
    hash(&[&[1], left, right])
}

pub(super) fn hash(parts: &[&[u8]]) -> Hash {
    let mut context = Context::new(&SHA256);
    for part in parts {
        context.update(part);
    }
    context.finish().as_ref().try_into().unwrap_or([0; 32])
}

/// The hashes of every complete subtree: 64 bytes for each leaf. Appending and proving take logarithmic time.
#[derive(Clone, Debug, Default)]
pub(super) struct Tree {
    /// `levels[k][i]`: the subtree of the leaves `i << k .. (i + 1) << k`.
    levels: Vec<Vec<Hash>>,
}

impl Tree {
    pub(super) fn len(&self) -> u64 {
        self.levels.first().map_or(0, |leaves| leaves.len() as u64)
    }

    pub(super) fn push(&mut self, leaf: Hash) {
        let mut next = leaf;
        for level in 0.. {
            if self.levels.len() == level {
                self.levels.push(Vec::new());
            }
            let Some(hashes) = self.levels.get_mut(level) else {
                return;
            };
            hashes.push(next);
            let [.., left, right] = hashes.as_slice() else {
                return;
            };
            if hashes.len() % 2 == 1 {
                return;
            }
            next = node_hash(left, right);
        }
    }

    /// Root over the first `size` leaves.
    pub(super) fn root(&self, size: u64) -> Option<Hash> {
        if size > self.len() {
            return None;
        }
        if size == 0 {
            return Some(hash(&[]));
        }
        Some(self.subtree(0, size))
    }

    /// Hash of `count` leaves from `start`, which is a multiple of the power of two not below `count`.
    fn subtree(&self, start: u64, count: u64) -> Hash {
        if count.is_power_of_two() {
            let level = usize::try_from(count.trailing_zeros()).unwrap_or(0);
            let index = usize::try_from(start >> level).unwrap_or(usize::MAX);
            return self
                .levels
                .get(level)
                .and_then(|hashes| hashes.get(index))
                .copied()
                .unwrap_or([0; 32]);
        }
        let left = split(count);
        node_hash(
            &self.subtree(start, left),
            &self.subtree(start.saturating_add(left), count.saturating_sub(left)),
        )
    }

    /// `PATH(index, D[size])`, RFC 6962 section 2.1.1.
    pub(super) fn inclusion(&self, index: u64, size: u64) -> Option<Vec<Hash>> {
        if index >= size || size > self.len() {
            return None;
        }
        let mut path = Vec::new();
        let (mut start, mut count) = (0_u64, size);
        while count > 1 {
            let left = split(count);
            let right = count.saturating_sub(left);
            if index.saturating_sub(start) < left {
                path.push(self.subtree(start.saturating_add(left), right));
                count = left;
            } else {
                path.push(self.subtree(start, left));
                start = start.saturating_add(left);
                count = right;
            }
        }
        path.reverse();
        Some(path)
    }

    /// `PROOF(first, D[second])`, RFC 6962 section 2.1.2.
    pub(super) fn consistency(&self, first: u64, second: u64) -> Option<Vec<Hash>> {
        if first > second || second > self.len() {
            return None;
        }
        let mut path = Vec::new();
        if first == 0 || first == second {
            return Some(path);
        }
        let (mut start, mut count, mut from, mut whole) = (0_u64, second, first, true);
        while from != count {
            let left = split(count);
            let right = count.saturating_sub(left);
            if from <= left {
                path.push(self.subtree(start.saturating_add(left), right));
                count = left;
            } else {
                path.push(self.subtree(start, left));
                start = start.saturating_add(left);
                from = from.saturating_sub(left);
                count = right;
                whole = false;
            }
        }
        if !whole {
            path.push(self.subtree(start, count));
        }
        path.reverse();
        Some(path)
    }
}

/// The largest power of two below `count`, which is 2 or more.
fn split(count: u64) -> u64 {
    count
        .saturating_sub(1)
        .checked_ilog2()
        .map_or(1, |bit| 1 << bit)
}

fn wrong(what: &'static str) -> Error {
    Error::new(ErrorKind::Tampered, what)
}

/// Checks that a leaf of this hash stands at `index` of the `size` leaves under `root`, RFC 9162 section 2.1.3.2.
///
/// # Errors
/// [`Tampered`](ErrorKind::Tampered).
pub fn verify_inclusion(
    leaf: &Hash,
    index: u64,
    size: u64,
    proof: &[Hash],
    root: &Hash,
) -> Result<(), Error> {
    let error = || wrong("the proof does not show that the log holds this entry");
    if index >= size || proof.len() > 64 {
        return Err(error());
    }
    let (mut position, mut last, mut hash) = (index, size.saturating_sub(1), *leaf);
    for sibling in proof {
        if last == 0 {
            return Err(error());
        }
        if position % 2 == 1 || position == last {
            hash = node_hash(sibling, &hash);
            while position.is_multiple_of(2) && position != 0 {
                position >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(&hash, sibling);
        }
        position >>= 1;
        last >>= 1;
    }
    if last == 0 && secret::same(&hash, root) {
        Ok(())
    } else {
        Err(error())
    }
}

/// Checks that the first `first` of `second` leaves are the same under both roots: that the log only grew, RFC 9162 section
/// 2.1.4.2.
///
/// # Errors
/// [`Tampered`](ErrorKind::Tampered).
pub fn verify_consistency(
    first: u64,
    first_root: &Hash,
    second: u64,
    second_root: &Hash,
    proof: &[Hash],
) -> Result<(), Error> {
    let error = || wrong("the proof does not show that the log only grew");
    if first > second || proof.len() > 65 {
        return Err(error());
    }
    if first == second {
        return if proof.is_empty() && first_root == second_root {
            Ok(())
        } else {
            Err(error())
        };
    }
    if first == 0 {
        return if proof.is_empty() && *first_root == hash(&[]) {
            Ok(())
        } else {
            Err(error())
        };
    }
    let mut proof = proof.iter();
    let (mut position, mut last) = (first.saturating_sub(1), second.saturating_sub(1));
    while position % 2 == 1 {
        position >>= 1;
        last >>= 1;
    }
    let start = if first.is_power_of_two() {
        *first_root
    } else {
        *proof.next().ok_or_else(error)?
    };
    let (mut old, mut new) = (start, start);
    for sibling in proof {
        if last == 0 {
            return Err(error());
        }
        if position % 2 == 1 || position == last {
            old = node_hash(sibling, &old);
            new = node_hash(sibling, &new);
            while position.is_multiple_of(2) && position != 0 {
                position >>= 1;
                last >>= 1;
            }
        } else {
            new = node_hash(&new, sibling);
        }
        position >>= 1;
        last >>= 1;
    }
    if last == 0 && secret::same(&old, first_root) && secret::same(&new, second_root) {
        Ok(())
    } else {
        Err(error())
    }
}
