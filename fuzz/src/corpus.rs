//! Replaying a committed corpus, and a deterministic neighbourhood of it, without a fuzzer.

use std::path::{Path, PathBuf};
use std::{env, fs, thread};

/// Mutants of each seed that a plain replay tries; `GIROKIT_FUZZ_MUTANTS` sets another number.
const MUTANTS_PER_SEED: u64 = 48;

/// Bytes that grammars care about, for insertion.
const TELLING: &[u8] = b"<>&;/'\"=![]?-:.,0 9\n\t\0\x80\xff";

/// Runs `body` over every file of `corpus/<target>`, and over mutants of each that depend on nothing but the file.
///
/// Returns the number of inputs tried.
///
/// # Panics
/// When `body` panics (the input is then printed), and when the corpus is missing or empty: a replay of nothing proves
/// nothing.
pub fn replay(target: &str, body: fn(&[u8])) -> usize {
    let mutants = mutants_per_seed();
    let mut tried = 0;
    for (path, seed) in seeds(target) {
        let run = |input: &[u8], mutant: u64| {
            let on_panic = Culprit {
                path: &path,
                mutant,
                input,
            };
            body(input);
            drop(on_panic);
        };
        run(&seed, 0);
        let mut random = Random::new(&seed);
        for mutant in 1..=mutants {
            run(&mutate(&seed, &mut random), mutant);
        }
        tried += 1 + usize::try_from(mutants).unwrap_or(usize::MAX);
    }
    tried
}

/// Reads the files of `corpus/<target>`, sorted by name.
///
/// # Panics
/// When there is none, or one cannot be read.
pub fn seeds(target: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = folder(target);
    let seeds: Vec<_> = files(&folder)
        .into_iter()
        .map(|path| match fs::read(&path) {
            Ok(seed) => (path, seed),
            Err(error) => panic!("{}: {error}", path.display()),
        })
        .collect();
    assert!(!seeds.is_empty(), "{} holds no input", folder.display());
    seeds
}

/// Names the folder of a target's corpus.
pub fn folder(target: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("corpus")
        .join(target)
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries =
        fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = entries
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .collect();
    paths.sort();
    paths
}

fn mutants_per_seed() -> u64 {
    env::var("GIROKIT_FUZZ_MUTANTS")
        .ok()
        .and_then(|number| number.parse().ok())
        .unwrap_or(MUTANTS_PER_SEED)
}

/// Prints the input if it is dropped by a panic.
struct Culprit<'a> {
    path: &'a Path,
    mutant: u64,
    input: &'a [u8],
}

impl Drop for Culprit<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            eprintln!(
                "{}, mutant {} (0 is the file itself): b\"{}\"",
                self.path.display(),
                self.mutant,
                self.input.escape_ascii()
            );
        }
    }
}

/// Changes the seed in one to three places: a bit, a telling byte, a span left out, doubled or moved, the end cut off.
fn mutate(seed: &[u8], random: &mut Random) -> Vec<u8> {
    let mut input = seed.to_vec();
    for _ in 0..=random.below(3) {
        let at = random.below(input.len());
        let end = (at + 1 + random.below(24)).min(input.len());
        match random.below(6) {
            0 => {
                if let Some(byte) = input.get_mut(at) {
                    *byte ^= 1 << random.below(8);
                }
            }
            1 => {
                let byte = TELLING
                    .get(random.below(TELLING.len()))
                    .copied()
                    .unwrap_or_default();
                input.insert(at, byte);
            }
            2 => drop(input.drain(at..end)),
            3 => {
                let span = input.get(at..end).unwrap_or_default().to_vec();
                input.splice(at..at, span);
            }
            4 => {
                let span: Vec<u8> = input.drain(at..end).collect();
                let to = random.below(input.len());
                input.splice(to..to, span);
            }
            _ => input.truncate(at),
        }
    }
    input
}

/// A xorshift generator seeded by the input itself: the same file always has the same mutants.
struct Random(u64);

impl Random {
    fn new(seed: &[u8]) -> Self {
        // FNV-1a; any spread does.
        let hash = seed.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Self(hash | 1)
    }

    /// Draws a number below `bound`, or 0 when there is none.
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        let bound = u64::try_from(bound).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.0 % bound).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mutants_are_the_same_every_time_and_differ_from_each_other() {
        let draw = || {
            let mut random = Random::new(b"<a>1</a>");
            (0..32)
                .map(|_| mutate(b"<a>1</a>", &mut random))
                .collect::<Vec<_>>()
        };
        let mutants = draw();
        assert_eq!(mutants, draw());
        let mut distinct = mutants.clone();
        distinct.sort();
        distinct.dedup();
        assert!(
            distinct.len() > 16,
            "{} of {}",
            distinct.len(),
            mutants.len()
        );
    }

    #[test]
    fn an_empty_seed_has_mutants_too() {
        let mut random = Random::new(b"");
        for _ in 0..100 {
            mutate(b"", &mut random);
        }
    }
}
