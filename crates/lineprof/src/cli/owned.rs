//! The options that decide whose lines are charged.

use crate::{Config, Error, Profile};
use anyhow::Result;
use clap::Args;
use std::path::PathBuf;

/// The heading of these options alone: `next_help_heading` would be that of all options after them too.
const HEADING: &str = "Whose lines are charged";

/// Whose lines to charge.
#[derive(Debug, Args)]
pub(super) struct Owned {
    /// Charge only lines of files below this folder; by default those of all but the toolchain, registries, git checkouts
    /// and the system
    #[arg(long, value_name = "DIR", help_heading = HEADING)]
    source: Vec<PathBuf>,
    /// Charge lines of this dependency too, as memchr, 'grep-*' or core
    #[arg(long = "crate", value_name = "NAME", value_parser = parse_crate, help_heading = HEADING)]
    crates: Vec<String>,
    /// Look for source files below TO that were compiled below FROM
    #[arg(long, value_name = "FROM=TO", value_parser = parse_map, help_heading = HEADING)]
    map: Vec<(PathBuf, PathBuf)>,
    /// Source files to step over like foreign ones, as src/wrappers/*.rs
    #[arg(long, value_name = "GLOB", value_parser = parse_through, help_heading = HEADING)]
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
