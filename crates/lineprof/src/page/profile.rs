//! The page of a profile.

use super::lists::{Counted, counted, functions, hot_lines};
use super::source::{Function, sources};
use super::stacks::{Graph, graphs};
use super::threads::{Timeline, timeline};
use super::{HotLine, Table, render};
use crate::export::to_file;
use crate::{Error, Profile};
use serde::Serialize;
use std::io::{self, Write as _};
use std::path::Path;

const TEMPLATE: &str = include_str!("../../templates/profile.html");

/// What the template shows.
#[derive(Debug, Serialize)]
struct Page {
    title: String,
    facts: Vec<(String, String)>,
    warnings: Vec<String>,
    lines: Vec<HotLine>,
    /// The share of the samples that is on other lines; empty where there are none.
    other_lines: String,
    counted: Vec<Counted>,
    functions: Table,
    sources: Vec<Function>,
    /// How many functions have samples, and no source here.
    other_sources: usize,
    least_source: f64,
    graphs: Vec<Graph>,
    threads: Option<Timeline>,
}

impl Profile {
    /// The profile as a page: a single HTML file that needs no network.
    ///
    /// # Errors
    /// None that is known: its template is part of the program.
    pub fn page(&self) -> io::Result<String> {
        let lines = self.lines();
        let quality = self.quality();
        let (sources, other_sources) = sources(self, &lines.tables);
        let mut facts: Vec<(String, String)> = quality.paragraphs().iter().filter_map(|text| fact(text)).collect();
        facts.push(("Vectors".to_owned(), self.vectors().sentence()));
        let (hot, other_lines) = hot_lines(self, &lines.hot, &sources);
        let page = Page {
            title: self.recording.command.clone(),
            facts,
            warnings: quality.warnings.clone(),
            lines: hot,
            other_lines,
            counted: counted(&lines.by_counter, &sources),
            functions: functions(self, &sources),
            sources,
            other_sources,
            least_source: 100.0 * super::source::LEAST,
            graphs: graphs(self),
            threads: timeline(self),
        };
        render(TEMPLATE, &page).map_err(io::Error::other)
    }

    /// Writes [`Profile::page`] to a file.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn write_page(&self, path: &Path) -> Result<(), Error> {
        to_file(path, |out| out.write_all(self.page()?.as_bytes()))
    }
}

/// The term and the text of a paragraph.
fn fact(paragraph: &str) -> Option<(String, String)> {
    let (term, text) = paragraph.split_once(": ")?;
    Some((term.to_owned(), text.to_owned()))
}
