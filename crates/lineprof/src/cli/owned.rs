//! The options that decide whose lines are charged.

use crate::{Config, Error, Profile};
use anyhow::Result;
use clap::Args;
use std::path::PathBuf;

/// Whose lines to charge.
#[derive(Debug, Args)]
#[command(next_help_heading = "Whose lines are charged")]
pub(super) struct Owned {
    /// Charge only lines of files below this folder; by default those of all but the toolchain, registries, git checkouts
    /// and the system
    #[arg(long, value_name = "DIR")]
    source: Vec<PathBuf>,
    /// Charge lines of a dependency besides, as memchr, 'grep-*' or core
    #[arg(long = "crate", value_name = "NAME", value_parser = parse_crate)]
    crates: Vec<String>,
    /// Take source files below FROM, as the program was compiled, to be below TO
    #[arg(long, value_name = "FROM=TO", value_parser = parse_map)]
    map: Vec<(PathBuf, PathBuf)>,
    /// Source files to step over like foreign ones, as src/wrappers/*.rs
    #[arg(long, value_name = "GLOB", value_parser = parse_through)]
    through: Vec<String>,
}

fn parse_crate(text: &str) -> Result<String, Error> {
    Config { crates: vec![text.to_owned()], ..Config::default() }.check().map(|()| text.to_owned())
}

fn parse_through(text: &str) -> Result<String, Error> {
    Config { transparent: vec![text.to_owned()], ..Config::default() }.check().map(|()| text.to_owned())
}

fn parse_map(text: &str) -> Result<(PathBuf, PathBuf), &'static str> {
    match text.split_once('=') {
        Some((from, to)) if !from.is_empty() && !to.is_empty() => Ok((from.into(), to.into())),
        _ => {
            Err("it is not FROM=TO: name the folder that the compiler saw and where it is now, as /build=/home/me/app")
        }
    }
}

impl Owned {
    /// A configuration with the options that are given in place of its own.
    pub(super) fn config(&self, mut config: Config) -> Config {
        let Self { source, crates, map, through } = self;
        let absolute = |path: &PathBuf| std::path::absolute(path).unwrap_or_else(|_| path.clone());
        replace(&mut config.sources, source.iter().map(absolute).collect());
        replace(&mut config.crates, crates.clone());
        replace(&mut config.maps, map.iter().map(|(from, to)| (from.clone(), absolute(to))).collect());
        replace(&mut config.transparent, through.clone());
        config
    }

    /// A profile with the lines of these options.
    pub(super) fn apply(&self, profile: Profile) -> Result<Profile> {
        let config = self.config(profile.config.clone());
        // Its own are applied already.
        if config == profile.config { Ok(profile) } else { Ok(profile.owned_by(&config)?) }
    }
}

fn replace<T>(old: &mut Vec<T>, new: Vec<T>) {
    if !new.is_empty() {
        *old = new;
    }
}
